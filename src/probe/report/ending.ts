import { wrapped } from '../../output/wrap.ts';
import { restText } from './findings.ts';
import { colours, type TextWishes } from './look.ts';
import type { ProbeReport, Result } from './model.ts';

/** The headline, the way out, and what else was seen. */
export function ending(report: ProbeReport, result: Result, { columns, paint, quiet }: TextWishes): string {
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
  const rest = restText(result, { columns, paint });
  const also = rest.length > 0 ? ['Also seen', ...rest] : [];
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
  return `${name} ${verb}${answers} ${where} (${ran} ${ran === 1 ? 'check' : 'checks'}${report.results.length > 1 ? '' : `, ${(report.durationMs / 1000).toFixed(1)} s`}).`;
}

/** What became of the pod; of many ports the last line tells it once. */
function tail(report: ProbeReport, { checks, findings }: Result): string {
  const { vantages, results } = report;
  const needless = checks.length === 0 && (vantages.length === 0 || findings.some(({ conclusive }) => conclusive));
  if (needless || (vantages.length === 0 && findings.some(({ conclusive }) => conclusive)))
    return ' (no probe pod needed)';
  return results.length > 1 ? '' : removal(report);
}

/** ` Probe job deleted.`, or what else became of it; '' where none was made. */
export function removal({ vantages: all }: ProbeReport): string {
  const vantages = all.filter(({ kind, finding }) => kind !== 'local' && finding?.id !== 'R04');
  if (vantages.length === 0) return '';
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
