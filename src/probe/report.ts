import { endpointsOf, inRotation } from '../diagnosis/endpoints.ts';
import { type Facts, namespaceOf, type Skipped } from '../diagnosis/facts.ts';
import type { Finding } from '../diagnosis/finding.ts';
import { visible } from '../output/visible.ts';
import type { ServicePort } from '../service/types.ts';
import type { Check } from './checks.ts';
import type { Outcome } from './classify.ts';
import type { Via } from './targets.ts';
import type { Verdict } from './verdict.ts';

/** The screens of a probe, in parts: what is probed, from where, what was seen, what it means, what mends it. */

const between = '  ·  ';

/** `Service shop/web  ClusterIP 10.96.14.7  ·  80/http → 8080  ·  3 endpoints ready`. */
export function heading(facts: Facts): string {
  const { service, slices } = facts;
  const { type = 'ClusterIP', clusterIP, externalName, ports = [] } = service.spec;
  const address = type === 'ExternalName' ? externalName : clusterIP === 'None' ? 'headless' : clusterIP;
  const all = ports.flatMap((port) => inRotation(endpointsOf(slices, port)));
  const count = new Set(all.map((endpoint) => endpoint.pod ?? endpoint.address)).size;
  const ready =
    type === 'ExternalName'
      ? []
      : [
          slices
            ? `${count === 0 ? 'no' : count} ${count === 1 ? 'endpoint' : 'endpoints'}${count === 0 ? '' : ' ready'}`
            : 'endpoints unknown',
        ];
  const line = [
    `Service ${namespaceOf(service)}/${service.metadata.name}  ${type} ${address ?? ''}`,
    ...(ports.length > 0 ? [ports.map(portText).join(', ')] : []),
    ...ready,
  ].join(between);
  return `${visible(line)}\n`;
}

function portText({ port, name, protocol = 'TCP', targetPort }: ServicePort): string {
  return `${port}${name ? `/${name}` : ''}${protocol === 'TCP' ? '' : `/${protocol}`} → ${targetPort ?? port}`;
}

export function vantage({
  job,
  namespace,
  node,
  image,
  seconds,
}: {
  job: string;
  namespace: string;
  node: string;
  image: string;
  seconds: number;
}): string {
  return `From    job ${job} (${namespace}, node ${visible(node)}, ${visible(image)}), ${seconds.toFixed(1)} s\n`;
}

const titles: Record<Via, string> = {
  control: 'control',
  dns: 'dns',
  'cluster-ip': 'cluster-ip',
  name: 'by name',
  endpoints: 'endpoints',
  'node-port': 'node-port',
  'load-balancer': 'load-balancer',
  'external-ip': 'external-ip',
  'external-name': 'external-name',
};

/** A line for each way that was tried, and one for each check of it that failed. */
export function checkLines(checks: readonly Check[]): string {
  const lines: string[] = [];
  for (const via of new Set(checks.map((check) => check.via))) {
    const all = checks.filter((check) => check.via === via);
    const ran = all.filter(({ outcome }) => outcome !== 'not-run');
    const good = ran.filter(({ outcome }) => outcome === 'ok');
    const mark = ran.length === 0 ? '–' : good.length === ran.length ? '√' : good.length > 0 ? '‼' : '×';
    const count = via === 'endpoints' ? [`${good.length}/${all.length}`] : [];
    const details = via === 'control' || via === 'dns' ? wordsOf(all) : answersOf(good);
    const cells = [...count, details, ran.length === 0 ? 'not tried' : timesOf(good)].filter((cell) => cell !== '');
    lines.push(`  ${mark} ${titles[via].padEnd(13)} ${cells.join('   ')}`.trimEnd());
    for (const check of ran.filter(({ outcome }) => outcome !== 'ok'))
      lines.push(`      ${placeOf(check)}   ${outcomeText(check)}`);
  }
  return lines.map((line) => `${visible(line)}\n`).join('');
}

/** Names, and the address that they stand for. */
function wordsOf(checks: readonly Check[]): string {
  const names = checks.map((check) => (check.host === '@api' ? 'API server' : check.host.replace('.@domain', '')));
  const address = checks.find(({ via, outcome }) => via === 'dns' && outcome === 'ok')?.raw.split(' ')[0];
  return `${names.join(' · ')}${address ? ` → ${address}` : ''}`;
}

const mostShown = 4;

function answersOf(good: readonly Check[]): string {
  const shown = good.slice(0, mostShown).map(placeOf).join(' · ');
  const more = good.length > mostShown ? ` and ${good.length - mostShown} more` : '';
  const answers = [...new Set(good.map(answerText).filter((text) => text !== ''))];
  return [shown + more, answers.join(', ')].filter((text) => text !== '').join('   ');
}

/** What was said over a connection that stood. Only an HTTP answer is called one: a port may well speak something else. */
function answerText({ answer }: Check): string {
  if (!answer) return '';
  if (answer.status !== undefined) return `HTTP ${answer.status}`;
  return answer.outcome === 'ok' ? 'HTTP' : 'TCP open, not HTTP';
}

const placeOf = ({ host, port, how }: Check) =>
  how === 'name'
    ? host.replace('.@domain', '')
    : host === '@api'
      ? 'API server'
      : `${host.includes(':') ? `[${host}]` : host}:${port}`;

const words: Partial<Record<Outcome, string>> = {
  refused: 'connection refused',
  timeout: 'timed out',
  unreachable: 'host or network unreachable',
  dns: 'the name does not resolve',
};

function outcomeText({ outcome, took, raw }: Check): string {
  const time =
    took === undefined
      ? ''
      : took >= 1000
        ? `   ${(took / 1000).toFixed(1)} s`
        : `   ${Math.max(1, Math.round(took))} ms`;
  return `${words[outcome] ?? (raw || outcome)}${time}`;
}

function timesOf(checks: readonly Check[]): string {
  const times = checks
    .flatMap(({ took }) => (took === undefined ? [] : [Math.max(1, Math.round(took))]))
    .sort((a, b) => a - b);
  const [first] = times;
  const last = times.at(-1);
  if (first === undefined || last === undefined) return '';
  return first === last ? `${first} ms` : `${first}–${last} ms`;
}

const marks = { error: '×', warning: '‼', info: '–' };

/** Each finding with what proves it. */
export function findingLines(findings: readonly Finding[]): string {
  return findings
    .flatMap(({ id, severity, message, evidence, confidence }) => [
      `  ${marks[severity]} ${id}  ${message}${severity === 'error' && id.startsWith('N') ? `  [${confidence}]` : ''}`,
      ...evidence.map((line) => `         ${line}`),
    ])
    .map((line) => `${visible(line)}\n`)
    .join('');
}

/** What may not be looked at is said, never guessed. */
export function skippedLines(skipped: readonly Skipped[]): string {
  return skipped.map(({ check, right }) => `  – not looked at: ${check}, which needs the right to ${right}\n`).join('');
}

/** The headline and, for the first finding that has one, the way out. */
export function ending(
  { word, sentence }: Pick<Verdict, 'word' | 'sentence'>,
  findings: readonly Finding[],
  tail: string,
): string {
  const fixes = findings.find(({ fix, severity }) => fix.length > 0 && severity !== 'info')?.fix ?? [];
  const mend =
    word === 'reachable'
      ? []
      : fixes.map(
          ({ command, why }, index) =>
            `${index === 0 ? 'Fix     ' : '        '}${visible(command)}${why ? `\n        (${visible(why)})` : ''}`,
        );
  return `${[`${word.toUpperCase()}  ${visible(sentence)}${tail}`, ...mend].join('\n')}\n`;
}
