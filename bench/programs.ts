import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Program {
  name: string;
  /** What its command lines begin with. */
  command: readonly string[];
  /** Where it is missing: what makes it. */
  missing?: string;
}

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Who runs against whom; the first is what the others are measured by. */
export function programs(kubectl: string): Program[] {
  const path = `dist/standalone/kubesvc-${process.platform}-${process.arch}`;
  const executable = at(path);
  return [
    { name: 'kubectl', command: [kubectl] },
    { name: 'kubesvc, npm package', command: [process.execPath, at('bin/kubesvc.js')] },
    {
      name: 'kubesvc, standalone executable',
      command: [executable],
      ...(!existsSync(executable) && { missing: `${path} is not there: npm run build:standalone` }),
    },
  ];
}
