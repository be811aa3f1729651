import type { Finding } from '../../diagnosis/finding.ts';
import { visible } from '../../output/visible.ts';
import { wrapped } from '../../output/wrap.ts';
import { checkLines, controlLine } from './checks.ts';
import { listing } from './list.ts';
import { colours, type TextWishes } from './look.ts';
import type { ProbeReport, ReportVantage, Result } from './model.ts';
import { nodeTable } from './nodes.ts';
import { summaryLine } from './summary-line.ts';

/** More ports than these are a list. */
const mostScreens = 10;

/** The report for people. What a cluster says is made visible before anything is laid out or coloured. */
export function reportText(report: ProbeReport, wishes: TextWishes): string {
  const seen = visibly(report);
  if (seen.results.length > mostScreens) return listing(seen, wishes);
  if (seen.results.length === 0) return '';
  const services = grouped(seen.results);
  const screens = services.map((results) => screen(seen, results, wishes));
  const footer = seen.results.length > 1 && !wishes.quiet ? [summaryLine(seen)] : [];
  return `${[...screens, ...footer].join('\n')}\n`;
}

/** Control characters made visible in every text of the report, so that nothing of it reaches a terminal raw. */
function visibly<T>(value: T, key = ''): T {
  if (typeof value === 'string')
    return (key === 'response' ? value.split('\n').map(visible).join('\n') : visible(value)) as T;
  if (Array.isArray(value)) return value.map((one: unknown) => visibly(one)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [visible(name), visibly(field as unknown, name)]),
  ) as T;
}

function grouped(results: readonly Result[]): Result[][] {
  const groups = new Map<string, Result[]>();
  for (const result of results) {
    const key = `${result.service.namespace}/${result.service.name}`;
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  return [...groups.values()];
}

function screen(report: ProbeReport, results: readonly Result[], wishes: TextWishes): string {
  const { columns, quiet } = wishes;
  if (quiet) return results.map((result) => ending(report, result, { ...wishes, quiet })).join('\n');
  const [first] = results;
  if (!first) return '';
  const ids = new Set(results.flatMap(({ checks }) => checks.map(({ vantage }) => vantage)));
  const seen = report.vantages.filter(({ id }) => ids.has(id) || report.vantages.length === 1);
  const vantages = seen.filter(({ kind }) => kind !== 'local');
  const here = seen.find(({ kind }) => kind === 'local');
  const tried = first.checks.length > 0;
  const blocks = results.map((result) => {
    const [port] = results.length > 1 && result.port ? [portText(result)] : [];
    const found = findingsText(result, wishes);
    const title = port === undefined ? [] : [wishes.paint.bold(`Port ${port}`)];
    const inside = { ...result, checks: result.checks.filter(({ vantage }) => vantage !== here?.id) };
    const outside = {
      ...result,
      checks: result.checks.filter(({ vantage }) => vantage === here?.id),
      ...(vantages.length > 0 && { port: null }), // what speaks there is said once
    };
    const lines = [
      ...(vantages.length > 1 ? [nodeTable(inside, vantages, wishes)] : checkLines(inside, vantages, wishes)),
      ...(here && vantages.length > 0 ? ['', 'From    this machine'] : []),
      ...(here ? checkLines(outside, [], wishes) : []),
    ];
    return [
      ...title,
      ...lines,
      ...found,
      ...body(result, wishes),
      ...(lines.length > 0 && found.length === 0 ? [''] : []),
      ending(report, result, wishes),
    ].join('\n');
  });
  const froms = (vantages.length > 0 ? vantages : seen)
    .slice(0, 1)
    .map((vantage) => wrapped(fromText(vantage, vantages), columns, 8));
  const control = vantages.length === 1 && vantages[0] && tried ? controlLine(vantages[0], results, wishes) : [];
  return [
    wrapped(heading(results), columns, 8),
    ...froms,
    ...(froms.length > 0 && tried ? [''] : []),
    ...control,
    blocks.join('\n\n'),
    ...skippedLines(report, wishes),
  ].join('\n');
}

const between = '  ·  ';

/** `Service shop/web  ClusterIP 10.96.14.7  ·  80/http → 8080  ·  3 endpoints ready (2 nodes)`. */
function heading(results: readonly Result[]): string {
  const [first] = results;
  if (!first) return '';
  const { namespace, name, type, addresses = [], headless } = first.service;
  if (type === undefined) return `Service ${namespace}/${name}`;
  const address = headless ? 'headless' : addresses.join(' ');
  const ports = results.flatMap((result) => (result.port ? [portText(result)] : []));
  return [
    `Service ${namespace}/${name}  ${type} ${address}`.trimEnd(),
    ...(ports.length > 0 ? [ports.join(', ')] : []),
    ...endpointsText(results),
  ].join(between);
}

function endpointsText(results: readonly Result[]): string[] {
  const counts = results.flatMap(({ endpoints }) => endpoints ?? []);
  if (counts.length === 0) return [];
  const ready = Math.max(...counts.map((count) => count.ready));
  const nodes = Math.max(...counts.map((count) => count.nodes));
  const total = Math.max(...counts.map((count) => count.total));
  if (total === 0) return ['no endpoints'];
  const count = ready === total ? String(ready) : `${ready} of ${total}`;
  return [`${count} ${total === 1 ? 'endpoint' : 'endpoints'} ready${nodes > 1 ? ` (${nodes} nodes)` : ''}`];
}

export function portText({ port }: Result): string {
  if (!port) return '';
  const { port: number, name, protocol, targetPort } = port;
  return `${number}${name ? `/${name}` : ''}${protocol === 'TCP' ? '' : `/${protocol}`} → ${targetPort ?? number}`;
}

function fromText(
  { kind, pod = '', namespace = '', node, image = '', startupMs }: ReportVantage,
  all: readonly ReportVantage[],
): string {
  if (kind === 'local') return 'From    this machine; no pod was made';
  const where = all.length > 1 ? `${all.length} nodes` : `node ${node ?? '?'}`;
  const start = startupMs === undefined ? '' : `  started in ${(startupMs / 1000).toFixed(1)} s`;
  return `From    ${kind} ${kind === 'job' ? pod.replace(/(kubesvc-probe-[0-9a-f]+)-.*/, '$1') : pod} (${namespace}, ${where}, ${image})${start}`;
}

const marks = { error: '×', warning: '‼', info: '–' };

/** What is nearest to the cause first; the rest comes after the verdict. */
function findingsText({ findings, cause, verdict }: Result, { columns, paint }: TextWishes): string[] {
  const shown = findings
    .filter(({ id, severity }) => id === cause || (severity === 'error' && verdict !== 'reachable'))
    .slice(0, 3);
  return shown.map((finding) => findingText(finding, { columns, paint }));
}

function findingText(finding: Finding, { columns, paint }: Pick<TextWishes, 'columns' | 'paint'>): string {
  const { id, severity, message, evidence, confidence } = finding;
  const colour = severity === 'error' ? 'bad' : severity === 'warning' ? 'warn' : 'dim';
  const sure = confidence === 'certain' ? '' : `  [${confidence}]`;
  const first = wrapped(`  ${marks[severity]} ${id}  ${message}${sure}`, columns, 9).replace(
    `${marks[severity]} ${id}`,
    paint[colour](`${marks[severity]} ${id}`),
  );
  return [first, ...evidence.map((line) => wrapped(`         ${line}`, columns, 11))].join('\n');
}

function body({ response }: Result, { paint }: TextWishes): string[] {
  return response === undefined ? [] : ['', paint.dim('--- response'), response.trimEnd(), paint.dim('---')];
}

/** The headline, the way out, and what else was seen. */
function ending(report: ProbeReport, result: Result, { columns, paint, quiet }: TextWishes): string {
  const { verdict, findings, cause } = result;
  const word = verdict.toUpperCase();
  const sentence = `${word}  ${verdict === 'reachable' ? reachable(report, result) : result.message}${tail(report, result)}`;
  const headline = wrapped(sentence, columns, word.length + 2).replace(word, paint.bold(paint[colours[verdict]](word)));
  if (quiet) return `${headline}${cause === null ? '' : `  ${cause}`}`;
  const main = findings.find(({ id }) => id === cause);
  const fixes = verdict === 'reachable' && main?.severity !== 'warning' ? [] : (main?.fix ?? []);
  const mend = fixes.flatMap(({ command, why, destructive }, index) => [
    `${index === 0 ? 'Fix     ' : '        '}${command}`,
    ...(why
      ? [
          wrapped(
            `        ${paint.dim(`(${why}${destructive ? '; it ends or deletes something that runs' : ''})`)}`,
            columns,
            9,
          ),
        ]
      : []),
  ]);
  const shown = new Set(
    findings
      .filter(({ id, severity }) => id === cause || (severity === 'error' && verdict !== 'reachable'))
      .slice(0, 3),
  );
  const rest = findings.filter((finding) => !shown.has(finding));
  const also =
    rest.length > 0
      ? [
          'Also seen',
          ...rest.map((finding) =>
            findingText({ ...finding, evidence: finding.evidence.slice(0, 2) }, { columns, paint }),
          ),
        ]
      : [];
  return [headline, ...mend, ...also].join('\n');
}

function reachable(report: ProbeReport, { service, port, checks, message, cause }: Result): string {
  const name = `${service.name}.${service.namespace}${port ? `:${port.port}` : ''}`;
  if (message !== '') return message;
  const statuses = [
    ...new Set(
      checks
        .filter(({ scheme }) => scheme === (port?.detected === 'https' ? 'https' : 'http'))
        .flatMap(({ httpStatus }) => httpStatus ?? []),
    ),
  ];
  const answers = statuses.length > 0 ? ` ${port?.detected === 'https' ? 'HTTPS' : 'HTTP'} ${statuses.join(', ')}` : '';
  const ran = checks.filter(({ outcome }) => outcome !== 'not-run').length;
  // What is closed to this client by the Service's own wish is no failure, and was no way in either.
  const closed = checks.some(({ layer, outcome }) => layer !== 'l7' && ['refused', 'timeout'].includes(outcome));
  const inside = report.vantages.some(({ kind }) => kind !== 'local');
  const mute = cause === 'P01' && port?.detected === 'tcp';
  const verb = mute ? 'takes connections' : 'answers';
  const where = inside
    ? `through every path ${closed ? 'that is open to it' : 'tested'}`
    : `${mute ? 'from' : 'to'} this machine`;
  return `${name} ${verb}${answers} ${where} (${ran} ${ran === 1 ? 'check' : 'checks'}, ${(report.durationMs / 1000).toFixed(1)} s).`;
}

function tail({ vantages: all }: ProbeReport, { checks, findings }: Result): string {
  const vantages = all.filter(({ kind }) => kind !== 'local');
  if (all.length > 0 && vantages.length === 0) return '';
  if (vantages.length === 0)
    return findings.some(({ conclusive }) => conclusive) || checks.length === 0 ? ' (no probe pod needed)' : '';
  const words = {
    deleted: ' Probe job deleted.',
    ttl: ' The cluster removes the probe job.',
    kept: ' Probe job kept.',
    failed: ' The probe pod could not be removed.',
  };
  const kinds = new Set(vantages.map(({ cleanup }) => cleanup));
  const worst = (['failed', 'ttl', 'kept', 'deleted'] as const).find((word) => kinds.has(word)) ?? 'deleted';
  const many = vantages.length > 1 ? words[worst].replace('job', 'jobs') : words[worst];
  return vantages[0]?.kind === 'pod' ? many.replace('job', 'pod') : many;
}

/** What may not be looked at is said, never guessed. */
function skippedLines({ skipped }: ProbeReport, { columns, paint }: TextWishes): string[] {
  return skipped.map(({ check, right }) =>
    paint.dim(wrapped(`  – not looked at: ${check}, which needs the right to ${right}`, columns, 4)),
  );
}
