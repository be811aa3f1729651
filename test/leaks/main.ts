/**
 * `npm run leaks`: probes on a real cluster, each ended at a random moment by a signal, by SIGKILL or by a cut of its link.
 * After a signal that can be heard nothing may be left at once, after the others nothing when the Job's time is up.
 * `-- --runs N`, `-- --seed N` plays the same again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { voiceOf } from '../cluster/progress.ts';
import { startCluster } from '../cluster/start.ts';
import { durations, faultsOf, leftOf, type Place, play, type Played, prepare } from './play.ts';
import { ends, planned } from './plan.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '200' },
    seed: { type: 'string' },
    jobs: { type: 'string', default: '4' },
  },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e6));
/** Seconds: the pod's time, and until the cluster has removed its Job (deadline, TTL, controllers on a busy machine). */
const total = 10;
const limit = total + 10 + 60 + 20;

const cluster = await startCluster({ tier: 'full', ...voiceOf(process.stderr) });
if ('missing' in cluster) throw new Error(cluster.missing);
try {
  const { kubeconfig, kubectl } = cluster;
  if (kubectl === undefined) throw new Error('there is no kubectl to look with');
  const place: Place = {
    namespace: 'default',
    env: { KUBECONFIG: kubeconfig },
    kubectl,
    flags: ['--timeout-total', `${total}s`],
  };
  console.log(`seed ${seed}: npm run leaks -- --runs ${values.runs} --seed ${seed}`);
  await prepare(place);
  const takes = await durations(place);
  for (const [scene, took] of takes) console.log(`${scene}: ${(took / 1000).toFixed(1)} s when nobody ends it`);

  const queue = planned(Number(values.runs), seed);
  const played: Played[] = [];
  const worker = async () => {
    for (let one = queue.shift(); one; one = queue.shift()) {
      const run = await play(place, one, takes);
      played.push(run);
      console.error(
        `${run.number}: ${run.scene}, ${run.end} after ${run.after} ms: exit ${run.code}, left ${run.left.length}`,
      );
    }
  };
  await Promise.all(Array.from({ length: Number(values.jobs) }, worker));
  const waited = await untilNothing(place);

  console.log(
    `\n| ended by | runs | before the probe was over | left at once | longest end, s |\n|---|---|---|---|---|`,
  );
  for (const end of ends)
    console.log(
      row(
        end,
        played.filter((run) => run.end === end),
      ),
    );
  const faults = played.flatMap((run) =>
    faultsOf(run).map((fault) => `run ${run.number} (${run.scene}, ${run.end} after ${run.after} ms): ${fault}`),
  );
  for (const fault of faults) console.log(fault);
  if (waited.left.length > 0) console.log(`still there after ${limit} s: ${waited.left.join(' ')}`);
  console.log(
    `${played.length} runs, ${faults.length + waited.left.length} leaks or faults; nothing was left ${waited.seconds} s after the last run (${limit} s allowed)`,
  );
  process.exitCode = faults.length + waited.left.length > 0 ? 1 : 0;
} finally {
  await cluster.stop();
}

async function untilNothing(place: Place): Promise<{ seconds: number; left: string[] }> {
  const began = Date.now();
  for (;;) {
    const left = (await leftOf(place)).map(({ name }) => name);
    const seconds = Math.round((Date.now() - began) / 1000);
    if (left.length === 0 || seconds > limit) return { seconds, left };
    await sleep(1000);
  }
}

function row(end: string, runs: readonly Played[]): string {
  const early = runs.filter(({ code }) => code === null || code > 3).length;
  const left = runs.filter((run) => run.left.length > 0).length;
  const slowest = Math.max(...runs.map(({ took }) => took)) / 1000;
  return `| ${end} | ${runs.length} | ${early} | ${left} | ${slowest.toFixed(1)} |`;
}
