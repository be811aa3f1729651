import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { install, missingPackages } from '../cluster/packages.ts';
import { putOnPath } from './built.ts';
import { openTerminal, type Terminal } from './terminal.ts';

/** What keeps the shells from being tried, as a sentence, after what can be installed was; '' where nothing does. In CI they must run. */
export async function shellsMissing(): Promise<string> {
  const packages = missingPackages(['shells']);
  if (packages.length === 0) return '';
  const needed = `typing Tab in real shells needs ${packages.join(', ')}`;
  try {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) throw new Error(needed);
    await install(packages);
    return '';
  } catch (error) {
    if (process.env.CI === 'true') throw error;
    process.stderr.write(`\nSKIPPED: ${needed}\n\n`);
    return needed;
  }
}

/** How each shell is started bare, and made to know kubesvc and an alias for it. */
const starts = {
  bash: { argv: ['bash', '--norc', '--noprofile', '-i'], rc: [`PS1='$ '`, 'source <(kubesvc completion bash)'] },
  'bash with bash-completion': {
    argv: ['bash', '--norc', '--noprofile', '-i'],
    rc: [`PS1='$ '`, 'source /usr/share/bash-completion/bash_completion', 'source <(kubesvc completion bash)'],
  },
  zsh: {
    argv: ['zsh', '-f', '-i'],
    rc: [`PS1='$ '`, 'autoload -U compinit', 'compinit -u -D', 'source <(kubesvc completion zsh)'],
  },
  'zsh with a file in fpath': {
    argv: ['zsh', '-f', '-i'],
    rc: [`PS1='$ '`, 'fpath=($COMPLETIONS $fpath)', 'autoload -U compinit', 'compinit -u -D'],
  },
  fish: {
    argv: ['fish', '--no-config', '-i'],
    rc: [`function fish_prompt; echo -n '$ '; end`, 'kubesvc completion fish | source'],
  },
} as const;

export type Shell = keyof typeof starts;
export const shells = Object.keys(starts) as Shell[];

const aliases: Record<string, string> = {
  bash: 'alias k=kubesvc; complete -o default -F __kubesvc_complete k',
  zsh: 'alias k=kubesvc',
  fish: 'alias k=kubesvc',
};

/** A shell in a terminal, in a folder of its own with a `kubesvc` on PATH. */
export async function openShell(shell: Shell, env: Readonly<Record<string, string>>): Promise<Terminal> {
  const { argv, rc } = starts[shell];
  const folder = mkdtempSync(join(tmpdir(), 'kubesvc-shell-'));
  putOnPath(folder);
  writeFileSync(join(folder, 'some.yaml'), '');
  writeFileSync(join(folder, 'some.txt'), '');
  const completions = new URL('../../completions', import.meta.url).pathname;
  const terminal = openTerminal(argv, {
    ...env,
    HOME: folder,
    HISTFILE: '/dev/null',
    PATH: `${folder}:${process.env.PATH ?? ''}`,
    COMPLETIONS: completions,
  });
  for (const line of [...rc, aliases[argv[0]] ?? '', `cd ${folder}`, 'clear']) terminal.type(line, { key: 'Enter' });
  terminal.type('echo rea""dy', { key: 'Enter' });
  await terminal.until((screen) => /^ready$/m.test(screen), 'that it is ready');
  return {
    ...terminal,
    close: () => {
      terminal.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 }); // the shell may be writing its last
    },
  };
}
