import type { Context } from '../cli/context.ts';
import { pause, within } from '../deadline.ts';
import { ServerError, SilentExit, UsageError } from '../errors.ts';
import type { KubeClient, Ref } from '../kube/client.ts';
import { liveLine } from '../output/live-line.ts';
import { visible } from '../output/visible.ts';
import { externalAddresses } from '../service/change-type/effects.ts';
import { kinds } from '../service/kinds.ts';
import type { EndpointSlice, Service } from '../service/types.ts';
import { stateAwaited, type WaitFlags } from '../service/awaited.ts';
import { deleted, waitForService } from './watch.ts';
import { whyNot } from './why.ts';

/**
 * Waits as the flags say for what was made or changed, and probes it where that was asked for.
 * @param quiet standard output belongs to -o
 * @throws UsageError when the time is up, with the reason; SilentExit where the probe's verdict is told already
 */
export async function waitAndProbe(
  kube: KubeClient,
  services: readonly Service[],
  flags: WaitFlags,
  context: Context,
  quiet: boolean,
): Promise<void> {
  const say = (text: string) => (quiet ? context.stderr : context.stdout).write(text);
  await context.interruptible(async (signal) => {
    const deadline = context.now().getTime() + flags.timeout;
    for (const service of services) {
      const state = stateAwaited(flags, service);
      const wish = { deadline, timeout: flags.timeout, signal, context };
      if (state === 'address') {
        const ready = await untilAddress(kube, service, wish);
        say(`external IP: ${externalAddresses(ready).map(visible).join(',')}\n`);
      }
      if (state === 'endpoints' || state === 'reachable') await untilEndpoints(kube, service, wish);
      if (state !== 'reachable' && !flags.probe) continue;
      const left = state === 'reachable' ? Math.max(1, deadline - context.now().getTime()) : undefined;
      const { probeAfter } = await import('./probe.ts');
      const { text, exitCode } = await probeAfter(kube, service, left, context, signal);
      say(text);
      if (exitCode !== 0) throw new SilentExit(state === 'reachable' ? 1 : exitCode);
    }
  });
}

interface Wish {
  /** Milliseconds since the epoch. */
  deadline: number;
  timeout: number;
  signal: AbortSignal;
  context: Context;
}

async function untilAddress(kube: KubeClient, service: Service, wish: Wish): Promise<Service> {
  const live = keepTelling(kube, service, 'address', wish);
  try {
    const until = (one: Service) => externalAddresses(one).length > 0;
    const left = Math.max(1, wish.deadline - wish.context.now().getTime());
    const ready = await waitForService(kube, service, { until, timeout: left, signal: wish.signal });
    if (ready) return ready;
  } finally {
    live.end();
  }
  throw await late(kube, service, 'address', wish);
}

const interval = 1000;

/** Asked for anew every second: slices come and go, and one question a second is nothing to a server. */
async function untilEndpoints(kube: KubeClient, service: Service, wish: Wish): Promise<void> {
  const { namespace = kube.namespace, name } = service.metadata;
  const live = keepTelling(kube, service, 'endpoints', wish);
  try {
    for (;;) {
      const { items } = await kube.list<EndpointSlice>(kinds.EndpointSlice, {
        namespace,
        labelSelector: `kubernetes.io/service-name=${name}`,
        signal: AbortSignal.any([wish.signal]),
      });
      if (items.some(({ endpoints }) => (endpoints ?? []).some(({ conditions }) => conditions?.ready !== false)))
        return;
      // Slices say nothing of a Service that is gone, and those of one without selector may outlive it.
      await refuseDeleted(kube, { namespace, name }, wish.signal);
      if (wish.context.now().getTime() + interval > wish.deadline) break;
      await pause(interval, wish.signal);
    }
  } finally {
    live.end();
  }
  throw await late(kube, service, 'endpoints', wish);
}

async function refuseDeleted(kube: KubeClient, ref: Ref, signal: AbortSignal): Promise<void> {
  try {
    await kube.read<Service>(kinds.Service, ref, signal);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    if (error.reason === 'NotFound') throw deleted(ref.name);
  }
}

const wanted = { address: 'an external IP', endpoints: 'a ready endpoint' };
const usually = {
  address: 'no load-balancer controller has given it one',
  endpoints: 'no pod behind it is ready',
};

async function late(
  kube: KubeClient,
  service: Service,
  what: 'address' | 'endpoints',
  wish: Wish,
): Promise<UsageError> {
  const why = await whyNot(kube, service, what, wish.context, within(5000, wish.signal));
  return new UsageError(
    `timed out after ${wish.timeout / 1000}s waiting for service/${service.metadata.name} to get ${wanted[what]}: ${visible(why ?? usually[what])}`,
  );
}

/** On a terminal one line says what is waited for, and why it is not there yet. */
function keepTelling(
  kube: KubeClient,
  service: Service,
  what: 'address' | 'endpoints',
  wish: Wish,
): { end: () => void } {
  const { stderr } = wish.context;
  if (!stderr.isTTY) return { end: () => {} };
  const over = new AbortController();
  const show = (why: string) =>
    stderr.write(liveLine(`service/${service.metadata.name} waits for ${wanted[what]}: ${why}`, stderr.columns));
  const keepSaying = async () => {
    show(usually[what]);
    while (!over.signal.aborted) {
      const either = AbortSignal.any([wish.signal, over.signal]);
      const why = await whyNot(kube, service, what, wish.context, either);
      if (over.signal.aborted) return;
      if (why !== undefined) show(why);
      await pause(3000, either).catch(() => {});
      if (wish.signal.aborted) return;
    }
  };
  void keepSaying();
  return {
    end: () => {
      over.abort();
      stderr.write(liveLine('', stderr.columns));
    },
  };
}
