import type { Context } from '../cli/context.ts';
import type { KubeClient } from '../kube/client.ts';
import { inNameOf } from '../output/in-name-of.ts';
import { paintFor } from '../output/paint.ts';
import { probe } from '../probe/probe.ts';
import { pasteable } from '../probe/report/pasteable.ts';
import { reportPrinter } from '../probe/report/print.ts';
import { surroundingsOf } from '../probe/surroundings.ts';
import { usualFlags, wishesOf } from '../probe/wishes.ts';
import type { Service } from '../service/types.ts';

/** Probes a Service. @param wait milliseconds to go on until it is reachable */
export async function probeAfter(
  kube: KubeClient,
  { metadata }: Service,
  wait: number | undefined,
  context: Context,
  signal: AbortSignal,
): Promise<{ text: string; exitCode: number }> {
  const { stdout, env } = context;
  const wishes = wishesOf(
    [metadata.name],
    { ...usualFlags, ...(wait !== undefined && { wait: `${Math.ceil(wait / 1000)}s` }) },
    env,
  );
  const print = await reportPrinter('text');
  const around = surroundingsOf(context);
  try {
    const there = { ...kube, namespace: metadata.namespace ?? kube.namespace };
    const found = await probe(there, wishes, { ...around, signal });
    const report = pasteable(found, (text) => inNameOf(context.program, text));
    const paint = await paintFor(stdout, env, undefined);
    const text = print(report, { columns: stdout.columns, paint, raw: false, quiet: false });
    return { text, exitCode: report.summary.exitCode };
  } finally {
    context.stderr.write(around.remains.text());
  }
}
