import { clipped } from '../../output/wrap.ts';
import type { ProbeReport, Result } from './model.ts';
import { colours, type TextWishes } from './look.ts';
import { summaryLine } from './summary-line.ts';

const order: Result['verdict'][] = ['unreachable', 'inconclusive', 'degraded', 'skipped', 'reachable'];
const marks = { reachable: '√', degraded: '‼', unreachable: '×', inconclusive: '?', skipped: '–' } as const;

/** Many ports: a line each, failures first, and the counts at last. */
export function listing(report: ProbeReport, { columns, paint, quiet }: TextWishes): string {
  const sorted = [...report.results].sort(
    (a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict) || nameOf(a).localeCompare(nameOf(b)),
  );
  const shown = quiet ? sorted.filter(({ verdict }) => verdict !== 'reachable') : sorted;
  const width = Math.min(48, Math.max(0, ...shown.map((result) => nameOf(result).length)));
  const lines = shown.map((result) => {
    const { verdict, cause, message, findings } = result;
    const why = findings.find(({ id }) => id === cause)?.message ?? message;
    const rest = [
      nameOf(result).padEnd(width),
      verdict.padEnd(12),
      (cause ?? '').padEnd(3),
      verdict === 'reachable' && cause === null ? '' : why,
    ].join('  ');
    return `${paint[colours[verdict]](marks[verdict])} ${clipped(rest.trimEnd(), Math.max(40, columns - 2))}`;
  });
  const first = report.vantages.find(({ kind }) => kind !== 'local');
  const from = [
    ...(first
      ? [
          `From    ${first.namespace}, as a pod labelled kubesvc-probe, on node ${first.node ?? '?'}; other namespaces and labels may see another picture`,
        ]
      : []),
    ...(report.vantages.some(({ kind }) => kind === 'local') ? ['From    this machine'] : []),
  ];
  const skipped = report.skipped.map(({ check, right }) =>
    paint.dim(`– not looked at: ${check}, which needs the right to ${right}`),
  );
  const trouble = report.vantages.flatMap(({ finding }) =>
    finding ? [`${paint.warn('?')} ${finding.id}  ${finding.message}`] : [],
  );
  return `${[...from, ...lines, ...trouble, ...skipped, paint.bold(summaryLine(report))].join('\n')}\n`;
}

function nameOf({ service, port }: Result): string {
  return `${service.namespace}/${service.name}${port ? `:${port.port}${port.protocol === 'TCP' ? '' : `/${port.protocol}`}` : ''}`;
}
