import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * A file of a package that is too big to be a dependency, from a cache in the user's home that is safe to delete, else
 * from npm's registry; undefined, said aloud, where it cannot be had. In CI it must.
 */
export function fromRegistry(name: string, version: string, file: string): string | undefined {
  const cache = join(homedir(), '.cache', 'kubesvc-test-packages', `${name.replace('/', '+')}@${version}`);
  const path = join(cache, 'node_modules', name, file);
  if (existsSync(path)) return path;
  try {
    mkdirSync(cache, { recursive: true });
    writeFileSync(join(cache, 'package.json'), '{"private":true}\n');
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund'];
    execFileSync('npm', ['install', '--prefix', cache, ...flags, `${name}@${version}`], { stdio: 'pipe' });
    if (!existsSync(path)) throw new Error(`${name}@${version} has no ${file}`);
    return path;
  } catch (error) {
    if (process.env.CI === 'true') throw error;
    process.stderr.write(`\nSKIPPED: ${name}@${version} could not be had from npm's registry\n\n`);
    return undefined;
  }
}
