import type { ProbeReport } from './model.ts';

/** `997 reachable · 1 degraded · 1 unreachable   1,000 ports, 1 pod, 6.8 s`. */
export function summaryLine({ summary, results, vantages: all, durationMs }: ProbeReport): string {
  const vantages = all.filter(({ kind }) => kind !== 'local');
  const words = ['reachable', 'degraded', 'unreachable', 'inconclusive', 'skipped'] as const;
  const counts = words.flatMap((word) => (summary[word] > 0 ? [`${summary[word].toLocaleString('en')} ${word}`] : []));
  const pods = vantages.length === 0 ? 'no pod' : `${vantages.length} ${vantages.length === 1 ? 'pod' : 'pods'}`;
  return `${counts.join(' · ')}   ${results.length.toLocaleString('en')} ${results.length === 1 ? 'port' : 'ports'}, ${pods}, ${(durationMs / 1000).toFixed(1)} s`;
}
