import { pause } from '../../deadline.ts';
import type { Check, Samples } from '../judge/checks.ts';
import { anything, bytesOf, ntpRequest } from '../payload.ts';
import { pathText } from '../pod/lines.ts';
import type { Wishes } from '../wishes.ts';
import { dnsQuestion, send } from './datagram.ts';
import { ask, dial, digest, type Door, type Question } from './dial.ts';
import type { LocalTarget } from './targets.ts';

/** The id of this machine among the vantages. */
export const here = 'local';

export interface LocalSights {
  checks: Check[];
  /** What answered, by target id. */
  bodies: Map<string, Uint8Array>;
}

/** A machine has more sockets than a pod has processes; the far end has no more patience. */
const atOnce = 32;

/** Tries every target from this machine, many at once, and says what came of each in their order. */
export async function lookFromHere(
  targets: readonly LocalTarget[],
  wishes: Wishes,
  signal: AbortSignal,
): Promise<LocalSights> {
  const found = new Map<string, Check[]>();
  const bodies = new Map<string, Uint8Array>();
  const queue = targets.values();
  const worker = async () => {
    for (const target of queue) found.set(target.id, await one(target, wishes, bodies, signal));
  };
  await Promise.all(Array.from({ length: atOnce }, worker)).catch((error: unknown) => {
    if (!signal.aborted) throw error; // what is known by then is told
  });
  return { checks: targets.flatMap((target) => found.get(target.id) ?? [untried(target)]), bodies };
}

type Base = Omit<Check, 'layer' | 'outcome' | 'attempts' | 'raw'>;

const baseOf = ({ id, via, host, port, service, servicePort, place }: LocalTarget): Base => ({
  id,
  vantage: here,
  via,
  host,
  port,
  service,
  servicePort,
  place,
});

const untried = (target: LocalTarget): Check => ({
  ...baseOf(target),
  layer: 'l4',
  outcome: 'not-run',
  attempts: 0,
  raw: '',
});

async function one(
  target: LocalTarget,
  wishes: Wishes,
  bodies: Map<string, Uint8Array>,
  signal: AbortSignal,
): Promise<Check[]> {
  const { host, port } = target;
  const door: Door = { host, port, family: wishes.family, limit: wishes.timeout * 1000, signal };
  const base = baseOf(target);
  if (target.how !== 'tcp') {
    const told = await send({ ...door, limit: 2000 }, payloadOf(target, wishes));
    return [{ ...base, layer: 'l4', attempts: 1, ...told }];
  }
  let attempts = 1;
  let told = await dial(door);
  // A refusal may pass within a second or two, as a service proxy follows; silence would only be met again.
  for (; attempts <= wishes.retries && ['refused', 'reset'].includes(told.outcome); attempts++) {
    await pause(1500, signal);
    told = await dial(door);
  }
  if (told.outcome !== 'ok') return [{ ...base, layer: 'l4', attempts, ...told }];
  const asked: Check[] = [];
  let speaks: 'http' | 'https' | undefined;
  for (const scheme of schemesOf(target.scheme)) {
    const { body, ...answer } = await ask(questionOf(target, scheme, wishes, door));
    asked.push({ ...base, id: `${target.id}.${scheme}`, layer: 'l7', speaks: scheme, attempts: 1, ...answer });
    // A TLS port says 400 to plain HTTP.
    if (answer.status === undefined || (scheme === 'http' && answer.status === 400)) continue;
    bodies.set(target.id, body);
    speaks = scheme;
    break;
  }
  const samples = wishes.count > 0 ? await sampled(target, speaks, wishes, door) : undefined;
  return [{ ...base, layer: 'l4', attempts, ...told, ...(samples && { samples }) }, ...asked];
}

/** What is asked with, one after the other until something answers. */
function schemesOf(scheme: LocalTarget['scheme']): ('http' | 'https')[] {
  if (scheme === 'auto:https') return ['https', 'http'];
  if (scheme.startsWith('auto:http')) return ['http', 'https'];
  return scheme === 'http' || scheme === 'https' ? [scheme] : [];
}

const questionOf = ({ path }: LocalTarget, scheme: 'http' | 'https', { hostHeader }: Wishes, door: Door): Question => ({
  ...door,
  scheme,
  path: pathText(path),
  hostHeader,
});

function payloadOf({ how, scheme }: LocalTarget, { payload }: Wishes): Uint8Array {
  if (how === 'dns') return dnsQuestion('kubernetes.default.svc.cluster.local');
  return bytesOf(scheme === 'ntp' ? ntpRequest : payload || anything);
}

async function sampled(
  target: LocalTarget,
  speaks: 'http' | 'https' | undefined,
  wishes: Wishes,
  door: Door,
): Promise<Samples> {
  const times: number[] = [];
  const answers = new Map<string, number>();
  for (let n = 0; n < wishes.count; n++) {
    if (speaks) {
      const { status, took, body } = await ask(questionOf(target, speaks, wishes, door));
      if (status === undefined) continue;
      times.push(took);
      answers.set(digest(body), (answers.get(digest(body)) ?? 0) + 1);
    } else {
      const { outcome, took } = await dial(door);
      if (outcome === 'ok') times.push(took);
    }
  }
  return { n: wishes.count, times: times.sort((a, b) => a - b), answers };
}
