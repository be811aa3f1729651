/**
 * `npm run matrix`: plays every change of type on a real API server and writes docs/type-changes.md.
 * With `-- --previous` on the release before, and that page says what differs there.
 */
import { writeFileSync } from 'node:fs';
import { voiceOf } from '../cluster/progress.ts';
import { startCluster } from '../cluster/start.ts';
import { openPlayer, type Row } from './play.ts';
import { previousRelease } from './previous.ts';
import { notePrevious, page, table } from './table.ts';
import { transitions } from './transitions.ts';

const voice = voiceOf(process.stderr);
const previous = process.argv.includes('--previous') ? await previousRelease(voice) : undefined;
if (previous) console.log(`Kubernetes ${previous.version}`);
const cluster = await startCluster({ tier: 'api', ...voice, ...(previous && { built: previous.built }) });
if ('missing' in cluster) throw new Error(cluster.missing);
try {
  const { play } = await openPlayer(cluster.kubeconfig, 'default');
  const rows: Row[] = [];
  for (const transition of transitions) rows.push(await play(transition));
  const bad = rows.filter(({ faults }) => faults.length > 0);
  for (const { transition, faults } of bad) {
    const { source, to, options } = transition;
    console.log(`${source.from} (${source.variant}) -> ${to} ${options.join(' ')}\n  ${faults.join('\n  ')}`);
  }
  console.log(`${rows.length} changes played, ${bad.length} with faults`);
  if (bad.length > 0) process.exitCode = 1;
  else if (previous) notePrevious(previous.version, rows);
  else writeFileSync(page, table(rows));
} finally {
  await cluster.stop();
}
