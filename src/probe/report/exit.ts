import type { Word } from '../judge/verdict.ts';
import { worst } from '../judge/verdict.ts';
import { visible } from '../../output/visible.ts';
import type { ExitCode, ProbeReport, Result, Summary } from './model.ts';

export interface ExitWishes {
  failOn: 'unreachable' | 'degraded' | 'warning' | 'never';
  /** A deny test: what is reached is the failure. */
  expectUnreachable: boolean;
  /** `--timeout-total` ran out. */
  late: boolean;
}

/**
 * Verdicts to an exit code: any failure is 1, else anything that could not be told is 3. Where "unreachable" is what is
 * wanted, 3 wins: a deny test must not pass because an image could not be pulled.
 */
export function exitCode(results: readonly Result[], { failOn, expectUnreachable, late }: ExitWishes): ExitCode {
  const words = results.flatMap(({ verdict }) => (verdict === 'skipped' ? [] : [verdict]));
  const some = (...which: Word[]) => words.some((word) => which.includes(word));
  if (late) return 124;
  if (expectUnreachable) {
    if (some('inconclusive')) return 3;
    return some('reachable', 'degraded') ? 1 : 0;
  }
  const warned =
    failOn === 'warning' && results.some(({ findings }) => findings.some(({ severity }) => severity !== 'info'));
  const failed = some('unreachable') || (failOn !== 'unreachable' && some('degraded')) || warned;
  if (failed && failOn !== 'never') return 1;
  return some('inconclusive') ? 3 : 0;
}

/** Why the exit code is not what the verdict alone would make it; a line for stderr, or nothing. */
export function exitReason(
  { results, summary }: ProbeReport,
  { failOn, expectUnreachable }: Omit<ExitWishes, 'late'>,
): string {
  if (results.length === 0) return 'No Services found.\n';
  if (summary.exitCode !== 1) return '';
  const named = ({ service, port }: Result) => `${service.namespace}/${service.name}${port ? `:${port.port}` : ''}`;
  const reached = results.filter(({ verdict }) => verdict === 'reachable' || verdict === 'degraded').map(named);
  if (expectUnreachable) return `error: --expect unreachable, and this can be reached: ${visible(listed(reached))}\n`;
  if (failOn !== 'warning' || summary.verdict !== 'reachable') return '';
  const warned = results.filter(({ findings }) => findings.some(({ severity }) => severity !== 'info'));
  return `error: --fail-on warning, and there are warnings of ${visible(listed(warned.map(named)))}\n`;
}

const mostNamed = 5;

const listed = (names: readonly string[]) =>
  names.length > mostNamed
    ? `${names.slice(0, mostNamed).join(', ')} and ${names.length - mostNamed} more`
    : names.join(', ');

export function summaryOf(results: readonly Result[], wishes: ExitWishes): Summary {
  const count = (word: Result['verdict']) => results.filter(({ verdict }) => verdict === word).length;
  return {
    verdict: worst(results.flatMap(({ verdict }) => (verdict === 'skipped' ? [] : [verdict]))),
    reachable: count('reachable'),
    degraded: count('degraded'),
    unreachable: count('unreachable'),
    inconclusive: count('inconclusive'),
    skipped: count('skipped'),
    exitCode: exitCode(results, wishes),
  };
}
