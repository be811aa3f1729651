import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { blocksOf } from './blocks.ts';

const folder = fileURLToPath(new URL('../../docs', import.meta.url));

/** Written by tests that hold them to what was measured. */
const heldElsewhere = new Set(['benchmarks.md', 'differences.md', 'faults.md', 'type-changes.md']);

export interface Document {
  name: string;
  path: string;
  markdown: string;
  blocks: ReturnType<typeof blocksOf>;
}

/** The documents of docs/ that have command lines, by name. README's own two commands are what runs all of this. */
export function documents(): Document[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.md') && !heldElsewhere.has(name))
    .sort()
    .map((name) => {
      const path = join(folder, name);
      const markdown = readFileSync(path, 'utf8');
      return { name, path, markdown, blocks: blocksOf(markdown) };
    })
    .filter(({ blocks }) => blocks.length > 0);
}
