/**
 * `npm run matrix`: plays every change of type on a real API server and writes docs/type-changes.md.
 * With `-- --previous` on the release before, with `-- --single-stack` where there is IPv4 alone; that page says what differs
 * there.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { voiceOf } from '../cluster/progress.ts';
import { startCluster } from '../cluster/start.ts';
import { openPlayer, type Row } from './play.ts';
import { previousRelease } from './previous.ts';
import { noteElsewhere, page, table } from './table.ts';
import { type Transition, transitions } from './transitions.ts';

const voice = voiceOf(process.stderr);
const { values: flags } = parseArgs({
  options: { previous: { type: 'boolean', default: false }, 'single-stack': { type: 'boolean', default: false } },
});
const previous = flags.previous ? await previousRelease(voice) : undefined;
const singleStack = flags['single-stack'];
if (previous && singleStack) throw new Error('--previous and --single-stack are played one after the other');
if (previous) console.log(`Kubernetes ${previous.version}`);
const cluster = await startCluster({
  tier: 'api',
  ipv6: !singleStack,
  ...voice,
  ...(previous && { built: previous.built }),
});
if ('missing' in cluster) throw new Error(cluster.missing);
try {
  const { play } = await openPlayer(cluster.kubeconfig, 'default');
  const rows: Row[] = [];
  for (const transition of transitions)
    if (!singleStack || fitsOneFamily(transition)) rows.push(await play(transition));
  const bad = rows.filter(({ faults }) => faults.length > 0);
  for (const { transition, faults } of bad) {
    const { source, to, options } = transition;
    console.log(`${source.from} (${source.variant}) -> ${to} ${options.join(' ')}\n  ${faults.join('\n  ')}`);
  }
  console.log(`${rows.length} changes played, ${bad.length} with faults`);
  if (bad.length > 0) process.exitCode = 1;
  else if (previous) noteElsewhere({ flag: '--previous', where: `Kubernetes ${previous.version.slice(1)}` }, rows);
  else if (singleStack) noteElsewhere({ flag: '--single-stack', where: 'a cluster of IPv4 alone' }, rows);
  else writeFileSync(page, table(rows));
} finally {
  await cluster.stop();
}

/** What needs both families cannot even be made where there is one. */
function fitsOneFamily({ source }: Transition): boolean {
  return source.spec.ipFamilyPolicy !== 'RequireDualStack';
}
