import { visible } from '../../output/visible.ts';
import type { ProbeReport } from './model.ts';

/** `-o name`: a line for each port that is not reachable, `service/web:80`; nothing where all are. */
export function reportNames({ results }: ProbeReport): string {
  return results
    .filter(({ verdict }) => verdict !== 'reachable' && verdict !== 'skipped')
    .map(({ service, port }) => `${visible(`service/${service.name}${port ? `:${port.port}` : ''}`)}\n`)
    .join('');
}
