import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Outcome } from '../support/built.ts';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { both, words } from './beside.ts';
import { additions, type Difference, differences } from './differences.ts';
import { staged } from './staged.ts';

const namespace = `differences-${randomBytes(4).toString('hex')}`;
const fixtures = 'test/conformance/fixtures';

const head = `# Where kubesvc differs from kubectl

kubesvc gives kubectl's answer byte for byte wherever kubectl's answer works. Where it would be of no use, kubesvc gives one
that works, or says why there is none: where the server will refuse the object, where the Service can never have an
endpoint, where the answer is about something else than was asked, or where the message names no cause. These are all such
places, with kubectl {version}.

Every answer below was printed by the two programs, and a test holds it to that; after a change:
\`npx vitest run --project conformance test/conformance/differences.test.ts -u\`. Lines that begin with \`2>\` stand on standard
error.

| # | input | kubectl | kubesvc | why |
|---|---|---|---|---|
`;

const added = `
What kubesvc adds has names of its own and changes nothing of this, but for a flag that bears a name of kubectl's:

| # | input | kubectl | kubesvc | why |
|---|---|---|---|---|
`;

const rows = [...differences, ...staged, ...additions];

/** Kubernetes of another version may answer otherwise. */
describe.skipIf(inject('missing') !== '' || !inject('own'))('where kubesvc differs from kubectl', () => {
  beforeAll(async () => {
    await both.kubectl(['create', 'namespace', namespace]);
    for (const name of ['one', 'two']) {
      await both.kubectl(['create', 'service', 'externalname', name, '--external-name=example.com', '-n', namespace]);
    }
    await both.kubectl(['label', 'service', 'two', 'tier=front', '-n', namespace]);
  });
  afterAll(async () => void (await both.kubectl(['delete', 'namespace', namespace, '--wait=false'])));

  const sections: { id: number; text: string }[] = [];
  test.for(rows)('$id: $input', async (row) => {
    const text = 'play' in row ? await row.play({ namespace, server: new URL(server()), told }) : await played(row);
    expect(text).toMatch(/^\$ .*\bkubesvc /m);
    sections.push({ id: row.id, text: `## ${row.id}. ${upperFirst(row.input)}\n\n\`\`\`console\n${text}\`\`\`\n` });
  });

  test('they are what docs/differences.md says', async () => {
    const byId = (a: { id: number }, b: { id: number }) => a.id - b.id;
    const table = (some: readonly Omit<Difference, 'lines'>[]) =>
      some
        .toSorted(byId)
        .map(
          ({ id, input, kubectl, kubesvc, why }) =>
            `| [${id}](#${anchorOf(id, input)}) | ${input} | ${kubectl} | ${kubesvc} | ${why} |\n`,
        )
        .join('');
    const version = /v(\d+\.\d+)/.exec((await both.kubectl(['version', '--client'])).stdout)?.[1] ?? '';
    const document = `${head.replace('{version}', version)}${table([...differences, ...staged])}${added}${table(additions)}\n${sections
      .toSorted(byId)
      .map(({ text }) => text)
      .join('\n')}`;
    await expect(document).toMatchFileSnapshot('../../docs/differences.md');
  });
});

/** A number that has gone, or come twice, would be a row without its proof. */
test('there are 32 differences and one addition, each once', () => {
  const ids = [...differences, ...staged].map(({ id }) => id).toSorted((a, b) => a - b);
  expect(ids).toEqual(Array.from({ length: 32 }, (_, index) => index + 1));
  ids.push(...additions.map(({ id }) => id));
  expect(ids.at(-1)).toBe(33);
  const written = readFileSync('docs/differences.md', 'utf8').matchAll(/^\| \[(\d+)\]/gm);
  expect([...written].map(([, id]) => Number(id))).toEqual(ids);
});

async function played({ id, lines }: Difference): Promise<string> {
  const answers: string[] = [];
  for (const line of lines) {
    const { line: text, stdin } = typeof line === 'string' ? { line, stdin: undefined } : line;
    const args = words(text).map((word) =>
      word.replace('FILE', fixtures).replace('NAMESPACE', namespace).replace('SERVER', server()),
    );
    const [theirs, ours] = await Promise.all([both.kubectl(args, stdin), both.kubesvc(args, stdin)]);
    expect(ours, `${id}: ${text}`).not.toEqual(theirs);
    const fed = stdin === undefined ? '' : `echo '${stdin}' | `;
    const shown = text.replaceAll('FILE/', '').replace('NAMESPACE', 'shop').replace('SERVER', 'https://127.0.0.1:6443');
    answers.push(`$ ${fed}kubectl ${shown}\n${told(theirs)}$ ${fed}kubesvc ${shown}\n${told(ours)}`);
  }
  return answers.join('\n');
}

/** What was answered, without what is another thing each time. */
function told({ code, stdout, stderr }: Outcome): string {
  const all = [...linesOf(stdout, ''), ...linesOf(stderr, '2> '), ...(code === 0 ? [] : [`(exit code ${code})`])];
  return all
    .map((line) => `${line.trimEnd()}\n`)
    .join('')
    .replaceAll(`${fixtures}/`, '')
    .replaceAll(namespace, 'shop')
    .replaceAll(/127\.0\.0\.1:\d{4,}/g, '127.0.0.1:6443')
    .replaceAll(/^2> ([IWEF])\d{4} [\d:.]+ +\d+ /gm, '2> $10102 03:04:05.678901   12345 ')
    .replaceAll(/ \d+s$/gm, ' 5s')
    .replaceAll(
      /[\u0085\u2028]/g,
      (character) => `<U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}>`,
    );
}

const linesOf = (text: string, before: string) =>
  text === ''
    ? []
    : text
        .replace(/\n$/, '')
        .split('\n')
        .map((line) => `${before}${line}`);

const server = () => /server: (\S+)/.exec(readFileSync(inject('kubeconfig'), 'utf8'))?.[1] ?? '';

const upperFirst = (text: string) => text.replace(/^[a-z]/, (letter) => letter.toUpperCase());

const anchorOf = (id: number, input: string) =>
  `${id}-${input
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .replaceAll(/\s/g, '-')}`;
