/** `npm run docs`: plays every command line of docs/ on a cluster, writes its output behind it, and draws README's pictures. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { startCluster } from '../cluster/start.ts';
import { voiceOf } from '../cluster/progress.ts';
import { rewritten, type Step } from './blocks.ts';
import { type Document, documents } from './documents.ts';
import { coloured, pictureFile, pictures } from './pictures.ts';
import { openStage, type Stage, stageName } from './play.ts';
import { guide, withReference } from './probe-guide.ts';
import { svgOf, themes } from './svg.ts';

writeFileSync(guide, withReference(readFileSync(guide, 'utf8')));

const cluster = await startCluster({ tier: 'full', ...voiceOf(process.stderr) });
if ('missing' in cluster) throw new Error(cluster.missing);
const { kubeconfig, kubectl = 'kubectl' } = cluster;
const only = process.argv.slice(2);
const wanted = (name: string) => only.length === 0 || only.some((word) => name.includes(word));

try {
  for (const document of documents()) {
    if (wanted(document.name)) await onStage((stage) => renewDocument(stage, document));
  }
  if (wanted('pictures')) await onStage(renewPictures);
} finally {
  await cluster.stop();
}

async function onStage(act: (stage: Stage) => Promise<void>): Promise<void> {
  const stage = await openStage({ kubeconfig, kubectl }, stageName());
  await act(stage);
  await stage.end();
}

async function renewDocument(stage: Stage, { name, path, markdown, blocks }: Document): Promise<void> {
  const played: { from: number; to: number; steps: Step[] }[] = [];
  for (const { from, to, steps } of blocks) {
    const done: Step[] = [];
    for (const step of steps) {
      const { output, code } = await stage.play(step);
      if (step.output === undefined && code !== 0) throw new Error(`${name}: ${step.command}\n${output}`);
      done.push({ ...step, code, output: step.output === undefined ? undefined : output });
    }
    played.push({ from, to, steps: done });
  }
  writeFileSync(path, rewritten(markdown, played));
  console.log(`docs/${name}: ${played.flatMap(({ steps }) => steps).length} commands played`);
}

async function renewPictures(stage: Stage): Promise<void> {
  for (const picture of pictures) {
    for (const command of picture.before) {
      const { output, code } = await stage.play({ command });
      if (code !== 0) throw new Error(`${command}\n${output}`);
    }
    const { output } = await stage.play({ command: coloured(picture.command) });
    for (const [theme, colours] of Object.entries(themes)) {
      const file = pictureFile(picture.name, theme);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, svgOf(`$ ${picture.command}\n${output}`, picture.title, colours));
    }
    console.log(`docs/pictures/${picture.name}: drawn`);
  }
}
