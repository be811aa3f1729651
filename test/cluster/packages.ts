/** Debian's packages that a whole cluster or a test of shells needs; those that are not there are installed. */
import { accessSync, constants, existsSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { command } from './command.ts';

/** `terminal`: tests that need somebody who types and looks; `shells`: those that press Tab. */
export type Purpose = 'tools' | 'images' | 'run' | 'terminal' | 'shells';

interface Need {
  package: string;
  purposes: readonly Purpose[];
  /** A command on PATH, a file, or a Python module: what shows that it is there, from this package or from elsewhere. */
  shownBy: { command: string } | { file: string } | { python: string };
}

const needs: readonly Need[] = [
  { package: 'gcc', purposes: ['tools', 'images'], shownBy: { command: 'gcc' } },
  { package: 'libc6-dev', purposes: ['tools', 'images'], shownBy: { file: '/usr/include/stdio.h' } },
  { package: 'pkg-config', purposes: ['tools'], shownBy: { command: 'pkg-config' } },
  { package: 'libseccomp-dev', purposes: ['tools'], shownBy: { file: '/usr/include/seccomp.h' } },
  { package: 'python3', purposes: ['images'], shownBy: { command: 'python3' } },
  { package: 'python3-pip', purposes: ['images'], shownBy: { python: 'pip' } },
  { package: 'qemu-utils', purposes: ['images'], shownBy: { command: 'qemu-img' } },
  { package: 'e2fsprogs', purposes: ['images'], shownBy: { command: 'debugfs' } },
  { package: 'nginx-light', purposes: ['images'], shownBy: { file: '/usr/sbin/nginx' } },
  // Not any busybox: one that is linked with libraries does not run in an image without them.
  { package: 'busybox-static', purposes: ['images'], shownBy: { file: '/usr/share/doc/busybox-static' } },
  { package: 'nftables', purposes: ['run'], shownBy: { command: 'nft' } },
  { package: 'iptables', purposes: ['run'], shownBy: { command: 'iptables' } },
  { package: 'tmux', purposes: ['terminal', 'shells'], shownBy: { command: 'tmux' } },
  { package: 'openssl', purposes: ['run'], shownBy: { command: 'openssl' } }, // certificates of Services under test
  { package: 'conntrack', purposes: ['run'], shownBy: { command: 'conntrack' } },
  { package: 'zsh', purposes: ['shells'], shownBy: { command: 'zsh' } },
  { package: 'fish', purposes: ['shells'], shownBy: { command: 'fish' } },
  {
    package: 'bash-completion',
    purposes: ['shells'],
    shownBy: { file: '/usr/share/bash-completion/bash_completion' },
  },
];

/** The packages to install for some purposes. */
export function missingPackages(
  purposes: readonly Purpose[],
  isThere: (by: Need['shownBy']) => boolean = isShown,
): string[] {
  return needs
    .filter((need) => need.purposes.some((purpose) => purposes.includes(purpose)) && !isThere(need.shownBy))
    .map((need) => need.package);
}

export async function install(packages: readonly string[]): Promise<void> {
  // RUNLEVEL: a web server that comes as a package must not start as a service.
  const env = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  try {
    await command('apt-get', ['update'], { env });
    await command('apt-get', ['install', '-y', '--no-install-recommends', ...packages], { env });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${reason}\nInstall these by hand, as root, and try again: ${packages.join(' ')}`, {
      cause: error,
    });
  }
}

function isShown(by: Need['shownBy']): boolean {
  if ('file' in by) return existsSync(by.file);
  if ('python' in by) return spawnSync('python3', ['-m', by.python, '--version'], { stdio: 'ignore' }).status === 0;
  return onPath(by.command) !== undefined;
}

/** Where a command is; also in the folders for root's, which another user's PATH may lack. */
export function onPath(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'];
  return folders.map((folder) => join(folder, name)).find(canRun);
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
