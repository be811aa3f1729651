import { setTimeout as sleep } from 'node:timers/promises';
import type { Pod } from '../../diagnosis/facts.ts';
import { within } from '../../deadline.ts';
import { CliError, ServerError } from '../../errors.ts';
import type { KubeClient } from '../../kube/client.ts';
import { parseRecords, type Records } from './records.ts';

/** What a pod has said, a line each, as far as the best reading so far went. */
export interface Log {
  lines: string[];
}

const pathOf = ({ metadata: { namespace = '', name } }: Pod, follow: boolean) =>
  `/api/v1/namespaces/${namespace}/pods/${name}/log?container=probe${follow ? '&follow=true' : ''}`;

/** So long what is left of a followed log may take to come once its container has ended, in milliseconds. */
const lastWords = 3000;

/** Reads along while the pod runs. Whatever goes wrong with it, the log is read again when the pod has ended. */
export function tail(kube: KubeClient, pod: Pod, log: Log, signal: AbortSignal, told: (line: string) => void) {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const follow = async () => {
    for await (const line of kube.lines(pathOf(pod, true), either)) {
      log.lines.push(line);
      told(line);
    }
  };
  const ended = follow().catch((error: unknown) => {
    if (!(error instanceof CliError) && !either.aborted) throw error;
  });
  return {
    stop: () => stop.abort(),
    /** To be called when the container has ended. */
    end: async () => {
      const timer = setTimeout(() => stop.abort(), lastWords);
      await ended.finally(() => clearTimeout(timer));
    },
  };
}

/** One reading from the start; it takes the place of the one before where it went further, or is whole. */
async function read(kube: KubeClient, pod: Pod, log: Log, signal: AbortSignal): Promise<void> {
  const lines: string[] = [];
  try {
    for await (const line of kube.lines(pathOf(pod, false), signal)) lines.push(line);
  } finally {
    if (lines.length > log.lines.length || parseRecords(lines).complete) log.lines = lines;
  }
}

const mostReadings = 3;

/** The end of a log may come a moment after the end of its container, and not every answer comes whole. */
export async function wholeLog(
  kube: KubeClient,
  pod: Pod,
  log: Log,
  signal: AbortSignal,
): Promise<{ records: Records; error?: CliError | undefined }> {
  let error: CliError | undefined;
  let records = parseRecords(log.lines);
  for (let reading = 1; reading <= mostReadings && !records.complete; reading++) {
    if (reading > 1) await sleep(400);
    try {
      await read(kube, pod, log, signal);
    } catch (cause) {
      if (!(cause instanceof CliError)) throw cause;
      error = cause;
      if (cause instanceof ServerError && cause.code < 500) break;
    }
    records = parseRecords(log.lines);
  }
  return { records, error };
}

/** What an interrupted run has said. */
export async function partialLog(kube: KubeClient, pod: Pod, log: Log): Promise<Records> {
  try {
    await read(kube, pod, log, within(2000));
  } catch {
    // what is there is there
  }
  return parseRecords(log.lines);
}
