/** The part of docs/probe.md that is made from what the program itself says: verdicts, exit codes and every finding. */
import { answers } from '../../src/diagnosis/explain/answers.ts';
import { balancers } from '../../src/diagnosis/explain/balancers.ts';
import { endpoints } from '../../src/diagnosis/explain/endpoints.ts';
import type { Page } from '../../src/diagnosis/explain/page.ts';
import { paths } from '../../src/diagnosis/explain/paths.ts';
import { policies } from '../../src/diagnosis/explain/policies.ts';
import { runs } from '../../src/diagnosis/explain/runs.ts';
import { services } from '../../src/diagnosis/explain/services.ts';
import type { Outcome } from '../../src/probe/judge/classify.ts';
import type { Shape } from '../../src/probe/judge/verdict.ts';
import type { ExitCode, Result } from '../../src/probe/report/model.ts';

export const guide = 'docs/probe.md';

const verdicts: Record<Result['verdict'], string> = {
  reachable: 'Every way that was tried answers. What is wrong all the same stands below it as a warning or a note.',
  degraded: 'It answers, but not by every way that clients may use, or not at every endpoint, or not as expected.',
  unreachable: 'It does not answer, and something that must answer did: the fault is the Service, not the client.',
  inconclusive:
    'Nothing can be said of the Service: the pod did not run, has no network of its own, or UDP gave no answer.',
  skipped: 'Not tried: of many Services so many before it lost their packets that only samples of the rest were tried.',
};

const shapes: Record<Shape, string> = {
  'CLIENT ISOLATED': 'The pod reaches nothing, not even the API server: its own network is closed.',
  DNS: 'No name resolves in the pod; addresses may work.',
  NAME: 'Other names resolve, that of the Service does not.',
  'SERVICE PATH': 'Endpoints answer at their own address, and not through the Service: the Service proxy.',
  'NOT LISTENING': 'The pods are there and refuse at once: nothing listens at this port of their address.',
  'NO ENDPOINTS': 'Nothing stands behind the Service; the network refuses in its place.',
  BLOCKED: 'Packets are lost without an answer, to the Service and to its endpoints: a policy or a firewall.',
  'CROSS-NODE': 'Endpoints on the node of the client answer, those on other nodes do not.',
  PART: 'Some ways or some endpoints answer, others do not.',
  PROTOCOL: 'Connections stand, and what is spoken over them is not what the client speaks.',
  HTTP: 'It answers with another status or body than was expected.',
  EXTERNAL: 'The name that an ExternalName stands for does not resolve or does not answer.',
  OUTSIDE:
    'No address of the Service answers the machine that runs kubesvc (`--via local`), which says nothing of pods.',
};

const outcomes: Record<Outcome, string> = {
  ok: 'it answered',
  refused: 'somebody said no: nothing listens there (at once), or the Service has no endpoint (after a second)',
  timeout: 'no answer at all',
  unreachable: 'the network says that there is no way, or no such host',
  dns: 'the name does not resolve',
  reset: 'the connection stood, and was cut off',
  empty: 'the connection was closed without a byte',
  protocol: 'the answer is not in the protocol that was spoken',
  tls: 'TLS failed',
  http: 'an HTTP status that counts as a failure',
  'no-answer': 'silence over UDP, which proves nothing',
  denied: 'the system of the pod forbids the attempt',
  'not-run': 'not tried, as what came before it failed or a tool is missing',
};

const exits: Record<ExitCode, string> = {
  0: 'reachable; with `--expect unreachable`: kept out',
  1: 'unreachable or degraded (`--fail-on` moves the line); with `--expect unreachable`: reached',
  2: 'the command line is wrong; nothing was made',
  3: 'nothing could be learned: inconclusive',
  4: 'the API could not be asked',
  124: 'the whole run took longer than `--timeout-total`',
  129: 'ended by SIGHUP, after the clean-up',
  130: 'ended by Ctrl-C, after the clean-up',
  143: 'ended by SIGTERM, after the clean-up',
};

const chapters: [string, Readonly<Record<string, Page>>][] = [
  ['The Service and its pods', services],
  ['Endpoints', endpoints],
  ['Network policies', policies],
  ['Names, proxies, nodes and families', paths],
  ['Load balancers and node ports', balancers],
  ['What answers', answers],
  ['The probe itself', runs],
];

const marker =
  '<!-- From here on written by `npm run docs`, from what `kubesvc probe --explain` and the report are made of. -->\n';

/** The page with its second half made anew. */
export function withReference(markdown: string): string {
  const [written] = markdown.split(marker);
  return `${written}${marker}${reference()}`;
}

function reference(): string {
  return [
    table('Verdicts', 'verdict', verdicts),
    table('Shapes of a failure', 'shape', shapes, '`shape` in the JSON report, for scripts that sort failures.'),
    table('Outcomes of a check', 'outcome', outcomes, '`outcome` in the JSON report, and the words of `-o wide`.'),
    table('Exit codes', 'code', exits, 'Of several ports or Services the worst counts: 1 before 3 before 0.'),
    '\n## Findings\n\nA finding has an id that never changes meaning. The first of severity error or warning is the cause. `kubesvc probe --explain ID`\nprints the same on a terminal. Words in capitals stand for your own.\n',
    ...chapters.map(([title, pages]) => chapter(title, pages)),
  ].join('');
}

function table(title: string, head: string, rows: Readonly<Record<string, string>>, words = ''): string {
  const lines = Object.entries(rows).map(([word, text]) => `| ${word} | ${text.replaceAll('|', '\\|')} |`);
  return `\n## ${title}\n${words === '' ? '' : `\n${words}\n`}\n| ${head} | meaning |\n|---|---|\n${lines.join('\n')}\n`;
}

function chapter(title: string, pages: Readonly<Record<string, Page>>): string {
  const parts = Object.entries(pages).map(
    ([id, { title: name, meaning, detection, mending, commands }]) =>
      `\n#### ${id}: ${name}\n\n${plain(meaning)}\n\n*How it is found.* ${plain(detection)}\n\n*How to mend it.* ${plain(mending)}\n\n\`\`\`text\n${commands.join('\n')}\n\`\`\`\n`,
  );
  return `\n### ${title}\n${parts.join('')}`;
}

/** Words such as `<pending>` are no HTML. */
const plain = (text: string) => text.replaceAll('<', '&lt;').replaceAll('_', '\\_').replaceAll('*', '\\*');
