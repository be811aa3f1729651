/** docs/type-changes.md: what every change of type does, as played on a real API server. */
import { forms } from '../../src/service/change-type/form.ts';
import type { Row } from './play.ts';

export const page = 'docs/type-changes.md';

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
    const mine = rows.filter(({ transition }) => transition.source.from === from);
    const lines = mine.map((row) => {
      const { source, to, options } = row.transition;
      const flags = options.length > 0 ? ` \`${options.join(' ')}\`` : '';
      return `| ${source.variant} | ${to}${flags} | ${cell(row)} |`;
    });
    return `\n## From ${from}\n\n| state | to | what happens |\n|---|---|---|\n${lines.join('\n')}\n`;
  });
  const count = (outcome: Row['outcome']) => rows.filter((row) => row.outcome === outcome).length;
  const sum = `\n${rows.length} changes: ${count('edited')} made, ${count('unchanged')} with nothing to do, ${count('refused')} refused.\n`;
  return introduction + sum + parts.join('');
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
