/** docs/type-changes.md: what every change of type does, as played on a real API server. */
import { readFileSync, writeFileSync } from 'node:fs';
import { forms } from '../../src/service/change-type/form.ts';
import type { Row } from './play.ts';

export const page = 'docs/type-changes.md';
/** What was last found on the release before. */
const previously = 'test/matrix/previous.json';

interface Previous {
  /** Of Kubernetes: v1.36.3. */
  version: string;
  played: number;
  /** Lines of the tables that were others there. */
  apart: string[];
}

const introduction = `# What a change of type does

\`kubesvc edit type NAME TYPE\` for every pair of types, in every state that bears on the change. Each row was played on a real
API server: the preview of \`--dry-run=client\` beforehand, then the change, then the same command again. The stored object was
the announced one except for what the server chose (\`allocated\`), and the second command changed nothing.
Written by \`npm run matrix\`; \`npm test\` plays the rows again and holds this page to them.

*lost for good*: nothing brings it back by itself, so it is asked about, or needs \`--yes\`. *left without meaning*: Kubernetes
keeps it in the object, and the new type makes nothing of it. *refused*: by kubesvc, before anything is sent; the server
refuses it too, or takes it and does nothing.
`;

export function table(rows: readonly Row[]): string {
  const parts = forms.map((from) => {
    const lines = rows.filter(({ transition }) => transition.source.from === from).map(rowLine);
    return `\n## From ${from}\n\n| state | to | what happens |\n|---|---|---|\n${lines.join('\n')}\n`;
  });
  const count = (outcome: Row['outcome']) => rows.filter((row) => row.outcome === outcome).length;
  const sum = `\n${rows.length} changes: ${count('edited')} made, ${count('unchanged')} with nothing to do, ${count('refused')} refused.\n`;
  const previous = JSON.parse(readFileSync(previously, 'utf8')) as Previous;
  return introduction + sum + parts.join('') + sectionOf(previous);
}

/** Compares what another release did with the page, and writes the page's section about it. */
export function notePrevious(version: string, rows: readonly Row[]): void {
  const text = readFileSync(page, 'utf8');
  const apart = rows.map(rowLine).filter((one) => !text.includes(`${one}\n`));
  const previous: Previous = { version, played: rows.length, apart };
  writeFileSync(previously, `${JSON.stringify(previous, undefined, 2)}\n`);
  writeFileSync(page, (text.split(heading)[0] ?? '') + sectionOf(previous));
}

const heading = '\n## On the release before\n';

function sectionOf({ version, played, apart }: Previous): string {
  const same = `did what was announced, and ${apart.length === 0 ? 'each the same as above' : 'these did something else than above'}`;
  const tail = apart.length === 0 ? '.' : `:\n\n| state | to | what happens |\n|---|---|---|\n${apart.join('\n')}`;
  return `${heading}\n\`npm run matrix -- --previous\` played ${played} changes on Kubernetes ${version.slice(1)}: all ${same}${tail}\n`;
}

function rowLine(row: Row): string {
  const { source, to, options } = row.transition;
  const flags = options.length > 0 ? ` \`${options.join(' ')}\`` : '';
  return `| ${source.variant} | ${to}${flags} | ${cell(row)} |`;
}

function cell({ outcome, reason, preview }: Row): string {
  if (outcome === 'refused') return `**refused**: ${escaped(reason)}`;
  if (outcome === 'unchanged') return 'unchanged';
  return preview
    .map((line) => {
      const [, title = '', text = ''] = /^([^:]+): (.*)$/.exec(line) ?? [];
      return `*${title}*: ${escaped(text)}`;
    })
    .join('<br>');
}

const escaped = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
