import { visible } from '../../output/visible.ts';
import { wrapped } from '../../output/wrap.ts';
import { checkLines, controlLine } from './checks.ts';
import { listing } from './list.ts';
import type { TextWishes } from './look.ts';
import { ending, removal } from './ending.ts';
import { findingsText } from './findings.ts';
import { fromText, heading, portText } from './heading.ts';
import type { ProbeReport, ReportCheck, Result } from './model.ts';
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
  if (wishes.quiet) return `${seen.results.map((result) => ending(seen, result, wishes)).join('\n')}\n`;
  const many = services.length > 1;
  const froms = fromLines(seen, wishes);
  const controls = many ? controlsOf(seen, wishes) : [];
  const head = many && froms.length > 0 ? [[...froms, ...controls].join('\n')] : [];
  const screens = services.map((results) => screen(seen, results, { ...wishes, many }));
  const skipped = skippedLines(seen, wishes);
  const foot =
    seen.results.length > 1
      ? [[...skipped, `${summaryLine(seen)}${removal(seen).replace(/^ /, '. ')}`].join('\n')]
      : [];
  const parts = [...head, ...screens, ...foot].join('\n\n');
  return `${[parts, ...(foot.length > 0 ? [] : skipped)].join('\n')}\n`;
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

/** From where it was looked, once for a pod and its like. */
function fromLines({ vantages: all }: ProbeReport, { columns }: TextWishes): string[] {
  const made = all.filter(({ finding }) => finding?.id !== 'R04');
  const pods = made.filter(({ kind }) => kind !== 'local');
  return (pods.length > 0 ? pods : made).slice(0, 1).map((vantage) => wrapped(fromText(vantage, pods), columns, 8));
}

function controlsOf({ vantages: all }: ProbeReport, wishes: TextWishes): string[] {
  const [only, ...more] = all.filter(({ kind }) => kind !== 'local');
  return only && more.length === 0 && hasRun(only.controls) ? ['', ...controlLine(only, [], wishes)] : [];
}

const hasRun = (checks: readonly ReportCheck[]) => checks.some(({ outcome }) => outcome !== 'not-run');

interface ScreenWishes extends TextWishes {
  /** Of several Services: from where they were asked is told before them. */
  many: boolean;
}

function screen(report: ProbeReport, results: readonly Result[], wishes: ScreenWishes): string {
  const { columns, many } = wishes;
  const [first] = results;
  if (!first) return '';
  const ids = new Set(results.flatMap(({ checks }) => checks.map(({ vantage }) => vantage)));
  const seen = report.vantages.filter(({ id }) => ids.has(id) || report.vantages.length === 1);
  const vantages = seen.filter(({ kind }) => kind !== 'local');
  const here = seen.find(({ kind }) => kind === 'local');
  const tried = hasRun(results.flatMap(({ checks }) => checks)) || hasRun(vantages.flatMap(({ controls }) => controls));
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
    // Where nothing was tried, why not comes first.
    const lines = !tried
      ? []
      : [
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
  const froms = many ? [] : fromLines({ ...report, vantages: seen }, wishes);
  const [only] = vantages;
  const control =
    vantages.length === 1 && only && tried && first.checks.length > 0
      ? controlLine(many ? { ...only, controls: [] } : only, results, wishes)
      : [];
  return [
    wrapped(heading(results), columns, 8),
    ...froms,
    ...(froms.length > 0 && tried ? [''] : []),
    ...control,
    blocks.join('\n\n'),
  ].join('\n');
}

function body({ response }: Result, { paint }: TextWishes): string[] {
  return response === undefined ? [] : ['', paint.dim('--- response'), response.trimEnd(), paint.dim('---')];
}

/** What may not be looked at is said, never guessed. */
function skippedLines({ skipped }: ProbeReport, { columns, paint }: TextWishes): string[] {
  return skipped.map(({ check, right }) =>
    paint.dim(wrapped(`  – not looked at: ${check}, which needs the right to ${right}`, columns, 4)),
  );
}
