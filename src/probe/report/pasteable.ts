import type { Finding } from '../../diagnosis/finding.ts';
import type { ProbeReport } from './model.ts';

/** The report with every command to paste as its reader types it, `kubectl kubesvc …` for one. */
export function pasteable(report: ProbeReport, renamed: (text: string) => string): ProbeReport {
  const one = (finding: Finding): Finding => ({
    ...finding,
    fix: finding.fix.map((way) => ({
      ...way,
      command: renamed(way.command),
      ...(way.why && { why: renamed(way.why) }),
    })),
  });
  return {
    ...report,
    vantages: report.vantages.map((vantage) =>
      vantage.finding ? { ...vantage, finding: one(vantage.finding) } : vantage,
    ),
    results: report.results.map((result) => ({ ...result, findings: result.findings.map(one) })),
  };
}
