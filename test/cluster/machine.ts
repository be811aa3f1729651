/** What this machine is and has. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Facts } from './choose.ts';

/** The folder of this file and of both Go modules. */
export const here = import.meta.dirname;

export function facts(): Facts {
  return {
    env: process.env,
    platform: process.platform,
    uid: process.getuid?.() ?? -1,
    admin: hasAdmin(),
    go: goVersion(),
  };
}

/** Asked for inside a module, Go also says when it is too old for it and cannot get a newer one. */
function goVersion(): Facts['go'] {
  const { status, stdout, stderr, error } = spawnSync('go', ['env', 'GOVERSION'], {
    cwd: join(here, 'node'),
    encoding: 'utf8',
  });
  if (error) return { missing: 'there is no go' };
  return status === 0 ? { version: stdout.trim() } : { missing: `go says "${stderr.trim()}"` };
}

const CAP_SYS_ADMIN = 21n;

function hasAdmin(): boolean {
  try {
    const [, effective] = /^CapEff:\s*([0-9a-f]+)/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    return effective !== undefined && ((BigInt(`0x${effective}`) >> CAP_SYS_ADMIN) & 1n) === 1n;
  } catch {
    return false;
  }
}
