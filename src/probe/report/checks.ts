import { clipped, wrapped } from '../../output/wrap.ts';
import { targetText } from './build.ts';
import type { ReportCheck, ReportVantage, Result } from './model.ts';
import type { TextWishes } from './look.ts';

/** The lines of what was tried: one for each way, with what failed of it below. */

const titles: Record<ReportCheck['via'] | 'name', string> = {
  control: 'control',
  dns: 'dns',
  name: 'by name',
  clusterIP: 'cluster-ip',
  endpoint: 'endpoints',
  nodePort: 'node-port',
  loadBalancer: 'load-balancer',
  externalIP: 'external-ip',
  externalName: 'external-name',
  podName: 'pod names',
  apiserverProxy: 'apiserver',
};

type Look = Pick<TextWishes, 'columns' | 'paint' | 'wide' | 'raw'>;

/** A connection by name is told apart from the look-up of one. */
const wayOf = ({ via, layer }: ReportCheck): keyof typeof titles => (via === 'dns' && layer !== 'dns' ? 'name' : via);

/** What was asked after a look-up or a connection, not that itself. */
const isFollowUp = ({ id }: ReportCheck) => /\.[a-z0-9]+$/.test(id.slice(id.lastIndexOf('/')));

const indent = 18;

/** Controls and names, on one line each; on one together where both are well and something else is not. */
export function controlLine(vantage: ReportVantage, results: readonly Result[], look: Look): string[] {
  const [first] = results;
  const names = (first?.checks ?? []).filter((check) => wayOf(check) === 'dns' && !isFollowUp(check));
  const good = [...vantage.controls, ...names].every(({ outcome }) => outcome === 'ok');
  const allWell = results.every(({ verdict }) => verdict === 'reachable');
  const { controls } = vantage;
  if (good && !allWell && !look.wide && names.length > 0) {
    const mark = look.paint.good('√');
    return [`  ${controls.length > 0 ? `${mark} control · ` : ''}${mark} dns`];
  }
  return [
    ...(controls.length > 0 ? way('control', controls, look) : []),
    ...(names.length > 0 ? way('dns', names, look) : []),
  ];
}

export function checkLines({ checks, port }: Result, vantages: readonly ReportVantage[], look: Look): string[] {
  const own = checks.filter((check) => wayOf(check) !== 'dns' || isFollowUp(check) || look.wide);
  // Other ports of a pod are told of in the finding.
  const rest = own.filter((check) => check.via !== 'endpoint' || isOfItsPort(check));
  const ways = [...new Set(rest.filter((check) => wayOf(check) !== 'dns').map(wayOf))];
  const lines = ways.flatMap((one) =>
    way(
      one,
      rest.filter((check) => wayOf(check) === one),
      look,
    ),
  );
  const detected =
    port && port.detected !== 'unknown' && !['http', 'https', 'udp', 'tcp'].includes(port.detected)
      ? [`  ${look.paint.dim('–')} ${'speaks'.padEnd(13)} ${port.detected}`]
      : [];
  const listing =
    look.wide || look.raw
      ? ['', ...[...vantages.flatMap(({ controls }) => controls), ...own].map((check) => fullLine(check, look))]
      : [];
  return [...lines, ...detected, ...listing];
}

/** Tried at the address and port that the Service sends to, and not where else the pod might listen. */
export const isOfItsPort = ({ endpoint, target }: ReportCheck): boolean =>
  !endpoint || target === targetText(endpoint.address, endpoint.port);

function way(title: keyof typeof titles, checks: readonly ReportCheck[], look: Look): string[] {
  const { paint, columns } = look;
  const connections = checks.filter(({ layer }) => layer !== 'l7');
  const ran = connections.filter(({ outcome }) => outcome !== 'not-run');
  const good = ran.filter(({ outcome }) => outcome === 'ok');
  const bad = ran.filter(({ outcome }) => outcome !== 'ok');
  const mark =
    ran.length === 0
      ? paint.dim('–')
      : bad.length === 0
        ? paint.good('√')
        : good.length > 0
          ? paint.warn('‼')
          : paint.bad('×');
  const count = title === 'endpoint' ? [`${good.length}/${connections.length}`] : [];
  const what =
    good.length > 0 ? [placesOf(title, good), answersOf(checks)] : bad.length > 0 ? failed(bad) : ['not tried'];
  const times = good.length > 0 ? [timesOf(good, checks), latenessOf(title, good)] : [];
  const cells = [...count, ...what, ...times].filter((cell) => cell !== '');
  const [one, ...lines] = wrapped(`  √ ${titles[title].padEnd(13)} ${cells.join('   ')}`, columns, indent).split('\n');
  const failures =
    good.length > 0
      ? bad.map((check) => wrapped(`${' '.repeat(indent)}${paint.bad('×')} ${failureText(check)}`, columns, indent + 2))
      : [];
  const samples = connections.flatMap((check) => (check.samples ? [samplesLine(check)] : []));
  return [(one ?? '').replace('√', mark), ...lines, ...failures, ...samples];
}

const mostShown = 4;

function placesOf(title: keyof typeof titles, good: readonly ReportCheck[]): string {
  const targets = good.map(({ target }) => target);
  const ports = new Set(targets.map((target) => /:(\d+)$/.exec(target)?.[1]));
  const [port] = ports;
  // Of many addresses with one port, the port is said once.
  const onePort = title === 'endpoint' && ports.size === 1 && targets.length > 1;
  const shown = targets.slice(0, mostShown).map((target) => (onePort ? target.replace(/:\d+$/, '') : target));
  const more = targets.length > mostShown ? ` and ${targets.length - mostShown} more` : '';
  const address = title === 'dns' ? addressOf(good) : '';
  return `${shown.join(' · ')}${more}${onePort ? `  (${port})` : ''}${address === '' ? '' : ` → ${address}`}`;
}

/** What the names stand for, from the look-up's own words. */
function addressOf(good: readonly ReportCheck[]): string {
  const words = good.flatMap(({ raw = '' }) => raw.split('|').flatMap((line) => line.trim().split(/\s+/)[0] ?? []));
  const addresses = [...new Set(words.filter((word) => /^[0-9a-fA-F.:]+$/.test(word)))];
  return addresses.length > 3 ? `${addresses.slice(0, 3).join(', ')} …` : addresses.join(', ');
}

function answersOf(checks: readonly ReportCheck[]): string {
  const statuses = new Set(
    checks
      .filter(({ httpStatus }) => httpStatus !== undefined)
      .map(({ scheme, httpStatus }) => `${scheme === 'https' ? 'HTTPS' : 'HTTP'} ${httpStatus}`),
  );
  // A TLS port says 400 to plain HTTP, which is no answer of the application.
  if ([...statuses].some((text) => text.startsWith('HTTPS'))) statuses.delete('HTTP 400');
  return [...statuses].join(', ');
}

function timesOf(good: readonly ReportCheck[], checks: readonly ReportCheck[]): string {
  const answers = checks.filter(({ layer, outcome }) => layer === 'l7' && (outcome === 'ok' || outcome === 'http'));
  const times = [...(answers.length > 0 ? answers : good)]
    .flatMap(({ latencyMs }) => (latencyMs === undefined ? [] : [Math.max(1, Math.round(latencyMs))]))
    .sort((a, b) => a - b);
  const [first] = times;
  const last = times.at(-1);
  if (first === undefined || last === undefined) return '';
  return first === last ? `${first} ms` : `${first}–${last} ms`;
}

/** What has answered only after others had followed a change. */
function latenessOf(title: keyof typeof titles, good: readonly ReportCheck[]): string {
  const late = Math.max(0, ...good.flatMap(({ insistedMs }) => insistedMs ?? []));
  if (late === 0) return '';
  const who = title === 'dns' || title === 'podName' ? 'DNS' : 'the proxy';
  return `(answered after ${Math.max(1, Math.round(late / 1000))} s: ${who} was still following)`;
}

/** Where every check of a way failed alike, it is said once. */
function failed(bad: readonly ReportCheck[]): string[] {
  const alike = new Set(bad.map(({ outcome }) => outcome)).size === 1;
  if (!alike || bad.length === 1) return [bad.map(failureText).join(' · ')];
  const [first] = bad;
  const targets = bad.slice(0, mostShown).map(({ target }) => target);
  const more = bad.length > mostShown ? ` and ${bad.length - mostShown} more` : '';
  return [first ? `${outcomeText(first)}   ${timeText(first)}` : '', `${targets.join(' · ')}${more}`];
}

const failureText = (check: ReportCheck) => `${check.target}   ${outcomeText(check)}   ${timeText(check)}`.trimEnd();

const words: Partial<Record<ReportCheck['outcome'], string>> = {
  refused: 'connection refused',
  timeout: 'timed out',
  unreachable: 'host or network unreachable',
  dns: 'does not resolve',
  'no-answer': 'no answer',
  'not-run': 'not tried',
};

function outcomeText({ outcome, raw = '' }: ReportCheck): string {
  return words[outcome] ?? (raw || outcome);
}

const timeText = ({ latencyMs }: ReportCheck) =>
  latencyMs === undefined
    ? ''
    : latencyMs >= 1000
      ? `${(latencyMs / 1000).toFixed(1)} s`
      : `${Math.max(1, Math.round(latencyMs))} ms`;

function samplesLine({ samples }: ReportCheck): string {
  if (!samples) return '';
  const { n, ok, p50, p95, p99, max, answers } = samples;
  const different =
    answers && answers.length > 1
      ? `   ${answers.length} different answers (${answers.slice(0, 5).join(', ')} times)`
      : '';
  return `${' '.repeat(indent)}${ok} of ${n} times   p50 ${p50} · p95 ${p95} · p99 ${p99} · max ${max} ms${different}`;
}

/** Everything of one check. */
function fullLine(check: ReportCheck, { columns, raw, paint }: Look): string {
  const { via, target, layer, scheme, outcome, httpStatus, exitCode, attempts = 1 } = check;
  const cells = [
    via.padEnd(12),
    target,
    scheme ?? layer,
    httpStatus === undefined ? outcome : `${outcome} ${httpStatus}`,
    timeText(check),
    attempts > 1 ? `${attempts} attempts` : '',
    exitCode === undefined ? '' : `exit ${exitCode}`,
  ];
  const line = `    ${cells.filter((cell) => cell !== '').join('  ')}`;
  return raw && check.raw
    ? `${line}\n${paint.dim(
        check.raw
          .split('|')
          .map((text) => clipped(`        ${text.trimEnd()}`, Math.max(40, columns)))
          .join('\n'),
      )}`
    : line;
}
