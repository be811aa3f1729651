/** docs/type-changes.md: what every change of type does, as played on a real API server. */
import { readFileSync, writeFileSync } from 'node:fs';
import { forms } from '../../src/service/change-type/form.ts';
import type { Row } from './play.ts';

export const page = 'docs/type-changes.md';
/** What was last found on other clusters than the test cluster. */
const elsewhere = 'test/matrix/elsewhere.json';

/** A cluster of another kind. */
export interface Elsewhere {
  /** What `npm run matrix` is given for it. */
  flag: '--previous' | '--single-stack';
  /** As in "played 456 changes on …". */
  where: string;
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
  return introduction + sum + parts.join('') + sectionOf(noted());
}

/** Compares what was done elsewhere with the page, and writes the page's section about it. */
export function noteElsewhere({ flag, where }: Pick<Elsewhere, 'flag' | 'where'>, rows: readonly Row[]): void {
  const text = readFileSync(page, 'utf8');
  const apart = rows.map(rowLine).filter((one) => !text.includes(`${one}\n`));
  const all = [...noted().filter((one) => one.flag !== flag), { flag, where, played: rows.length, apart }];
  const sorted = all.toSorted((one, other) => (one.flag < other.flag ? -1 : 1));
  writeFileSync(elsewhere, `${JSON.stringify(sorted, undefined, 2)}\n`);
  writeFileSync(page, (text.split(heading)[0] ?? '') + sectionOf(sorted));
}

const noted = () => JSON.parse(readFileSync(elsewhere, 'utf8')) as Elsewhere[];

const heading = '\n## Elsewhere\n';

const sectionOf = (all: readonly Elsewhere[]) => heading + all.map(paragraphOf).join('');

function paragraphOf({ flag, where, played, apart }: Elsewhere): string {
  const same = `did what was announced, and ${apart.length === 0 ? 'each the same as above' : 'these did something else than above'}`;
  const tail = apart.length === 0 ? '.' : `:\n\n| state | to | what happens |\n|---|---|---|\n${apart.join('\n')}`;
  return `\n\`npm run matrix -- ${flag}\` played ${played} changes on ${where}: all ${same}${tail}\n`;
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
