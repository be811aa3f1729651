import { visible } from '../../output/visible.ts';
import type { ProbeReport, ReportCheck, Result } from './model.ts';

/**
 * `-o junit`: a testsuite for each Service, a testcase for each port and way, in the form that CI systems read (JUnit's
 * Ant format). What could not be told is an error, what is not reached a failure, what was not tried is skipped.
 */
export function reportJunit({ results, summary, startedAt, durationMs }: ProbeReport): string {
  const suites = new Map<string, Result[]>();
  for (const result of results) {
    const name = `${result.service.namespace}/${result.service.name}`;
    suites.set(name, [...(suites.get(name) ?? []), result]);
  }
  const inner = [...suites].map(([name, own]) => suite(name, own, startedAt));
  const total = `tests="${inner.reduce((sum, { tests }) => sum + tests, 0)}" failures="${inner.reduce((sum, { failures }) => sum + failures, 0)}" errors="${inner.reduce((sum, { errors }) => sum + errors, 0)}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="kubesvc probe: ${summary.verdict}" ${total} time="${(durationMs / 1000).toFixed(3)}">\n${inner.map(({ text }) => text).join('')}</testsuites>\n`;
}

function suite(name: string, results: readonly Result[], startedAt: string) {
  const cases = results.flatMap((result) => casesOf(result).map((one) => ({ ...one, result })));
  const count = (kind: Case['kind']) => cases.filter((one) => one.kind === kind).length;
  const [tests, failures, errors, skipped] = [cases.length, count('failure'), count('error'), count('skipped')];
  const lines = cases.map((one) => caseText(name, one));
  const text = `  <testsuite name="${xml(name)}" tests="${tests}" failures="${failures}" errors="${errors}" skipped="${skipped}" timestamp="${startedAt.replace(/\.\d+Z$/, '')}">\n${lines.join('')}  </testsuite>\n`;
  return { tests, failures, errors, text };
}

interface Case {
  name: string;
  kind: 'pass' | 'failure' | 'error' | 'skipped';
  seconds: number;
  /** What was seen, a line a check. */
  seen: string[];
}

/** A case for each way, and one for the verdict of the port itself. */
function casesOf({ port, checks, verdict }: Result): Case[] {
  const title = port ? `${port.port}/${port.protocol}` : 'name';
  const ways = [...new Set(checks.map(({ via }) => via))];
  const own: Case = {
    name: title,
    kind:
      verdict === 'reachable'
        ? 'pass'
        : verdict === 'inconclusive'
          ? 'error'
          : verdict === 'skipped'
            ? 'skipped'
            : 'failure',
    seconds: 0,
    seen: [],
  };
  return [
    own,
    ...ways.map((via) =>
      wayCase(
        `${title} ${via}`,
        checks.filter((check) => check.via === via),
        verdict,
      ),
    ),
  ];
}

/** Where the port is degraded or not reached, its failing ways fail; where nothing could be told they are errors. */
function wayCase(name: string, checks: readonly ReportCheck[], verdict: Result['verdict']): Case {
  const connections = checks.filter(({ layer }) => layer !== 'l7');
  const ran = connections.filter(({ outcome }) => outcome !== 'not-run');
  const bad = ran.filter(({ outcome }) => outcome !== 'ok');
  const kind =
    ran.length === 0
      ? 'skipped'
      : bad.length === 0
        ? 'pass'
        : verdict === 'inconclusive'
          ? 'error'
          : verdict === 'reachable'
            ? 'pass'
            : 'failure';
  return {
    name,
    kind,
    seconds: sum(checks) / 1000,
    seen: bad.map(({ target, outcome, raw = '' }) => `${target}: ${outcome} ${raw}`),
  };
}

const sum = (checks: readonly ReportCheck[]) => checks.reduce((total, { latencyMs = 0 }) => total + latencyMs, 0);

function caseText(suiteName: string, { name, kind, seconds, seen, result }: Case & { result: Result }): string {
  const open = `    <testcase classname="${xml(suiteName)}" name="${xml(name)}" time="${seconds.toFixed(3)}"`;
  if (kind === 'pass') return `${open}/>\n`;
  const { cause, message, findings } = result;
  const evidence = findings
    .filter(({ id }) => id === cause)
    .flatMap((finding) => [
      finding.message,
      ...finding.evidence,
      ...finding.fix.map(({ command }) => `fix: ${command}`),
    ]);
  const inner =
    kind === 'skipped'
      ? `<skipped/>`
      : `<${kind} type="${xml(cause ?? result.shape ?? kind)}" message="${xml(message)}">${xml([...seen, ...evidence].map(visible).join('\n'), true)}</${kind}>`;
  return `${open}>${inner}</testcase>\n`;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Control characters cannot stand in XML 1.0 at all: they are made visible first. */
const xml = (text: string, lines = false): string =>
  (lines ? text.split('\n').map(visible).join('\n') : visible(text)).replaceAll(
    /[&<>"]/g,
    (character) => entities[character] ?? '',
  );
