import type { Finding } from '../../diagnosis/finding.ts';
import { wrapped } from '../../output/wrap.ts';
import type { TextWishes } from './look.ts';
import type { Result } from './model.ts';

const marks = { error: '×', warning: '‼', info: '–' };

/** What is nearest to the cause first; the rest comes after the verdict. */
export function findingsText({ findings, cause, verdict }: Result, { columns, paint }: TextWishes): string[] {
  return nearest({ findings, cause, verdict }).map((finding) => findingText(finding, { columns, paint }, verdict));
}

const nearest = ({ findings, cause, verdict }: Pick<Result, 'findings' | 'cause' | 'verdict'>): Finding[] =>
  findings.filter(({ id, severity }) => id === cause || (severity === 'error' && verdict !== 'reachable')).slice(0, 3);

/** The rest, with less of what proves it. */
export function restText(result: Result, look: Pick<TextWishes, 'columns' | 'paint'>): string[] {
  const shown = new Set(nearest(result));
  const rest = result.findings.filter((finding) => !shown.has(finding));
  return rest.map((finding) =>
    findingText({ ...finding, evidence: finding.evidence.slice(0, 2) }, look, result.verdict),
  );
}

function findingText(
  finding: Finding,
  { columns, paint }: Pick<TextWishes, 'columns' | 'paint'>,
  verdict: Result['verdict'],
): string {
  const { id, severity, message, evidence, confidence } = finding;
  const colour = severity === 'error' ? 'bad' : severity === 'warning' ? 'warn' : 'dim';
  const sure = confidence === 'certain' ? '' : `  [${confidence}]`;
  // Why the probe itself saw nothing is no fault of the Service.
  const mark = verdict === 'inconclusive' && id.startsWith('R') ? '?' : marks[severity];
  const first = wrapped(`  ${mark} ${id}  ${message}${sure}`, columns, 9).replace(
    `${mark} ${id}`,
    paint[mark === '?' ? 'warn' : colour](`${mark} ${id}`),
  );
  return [first, ...evidence.map((line) => wrapped(`         ${line}`, columns, 11))].join('\n');
}
