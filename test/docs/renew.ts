/** `npm run docs`: plays every command line of docs/ on a cluster and writes its output behind it. */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { startCluster } from '../cluster/start.ts';
import { voiceOf } from '../cluster/progress.ts';
import { rewritten, type Step } from './blocks.ts';
import { documents } from './documents.ts';
import { openStage } from './play.ts';

const cluster = await startCluster({ tier: 'full', ...voiceOf(process.stderr) });
if ('missing' in cluster) throw new Error(cluster.missing);
try {
  const only = process.argv.slice(2);
  for (const { path, markdown, blocks } of documents()) {
    if (only.length > 0 && !only.some((word) => path.includes(word))) continue;
    const stage = await openStage(
      { kubeconfig: cluster.kubeconfig, kubectl: cluster.kubectl ?? 'kubectl' },
      `kubesvc-docs-${randomBytes(3).toString('hex')}`,
    );
    const played: { from: number; to: number; steps: Step[] }[] = [];
    for (const { from, to, steps } of blocks) {
      const done: Step[] = [];
      for (const step of steps) {
        const { output, code } = await stage.play(step);
        if (step.output === undefined && code !== 0) throw new Error(`${path}: ${step.command}\n${output}`);
        done.push({ ...step, code, output: step.output === undefined ? undefined : output });
      }
      played.push({ from, to, steps: done });
    }
    await stage.end();
    writeFileSync(path, rewritten(markdown, played));
    console.log(`${path}: ${played.flatMap(({ steps }) => steps).length} commands played`);
  }
} finally {
  await cluster.stop();
}
