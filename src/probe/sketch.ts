import { within } from '../deadline.ts';
import type { Context } from '../cli/context.ts';
import type { KubeClient } from '../kube/client.ts';
import type { KubeObject } from '../service/types.ts';
import { ProbeUsageError } from './ask.ts';
import { examine, toTry } from './examined.ts';
import { namespaceOf } from '../diagnosis/facts.ts';
import { sketch } from './pod/create.ts';
import { goneAfter, type RunWishes, ttlFor } from './pod/job.ts';
import { asVariables } from './pod/lines.ts';
import { targetsOf } from './pod/targets.ts';
import { readSubjects } from './subjects.ts';
import { isFromHereAlone, type Wishes } from './wishes.ts';

interface Sketching {
  context: Pick<Context, 'now' | 'randomHex'>;
  strategy: string;
  output: string;
}

/** `--dry-run`: the Job as it would be sent, or as the server would have it; nothing is made. */
export async function sketched(
  kube: KubeClient,
  wishes: Wishes,
  { context, strategy, output }: Sketching,
): Promise<string> {
  if (strategy !== 'client' && strategy !== 'server')
    throw new ProbeUsageError(`invalid --dry-run "${strategy}": must be client or server`);
  if (isFromHereAlone(wishes)) throw new ProbeUsageError('--via local makes no Job, so there is none to print');
  const now = context.now();
  const signal = within(30_000);
  const { found } = await readSubjects(kube, wishes.what, { vantage: wishes.fromNamespace, now, signal });
  const asked = found.map((one) => ({
    facts: one.facts,
    ports: toTry(examine(one, { ...wishes, mode: 'force' }), { mode: 'force' }),
  }));
  const [first] = found;
  const namespace = wishes.fromNamespace ?? (first ? namespaceOf(first.facts.service) : kube.namespace);
  const deadline = Math.ceil((wishes.total ?? 120_000) / 1000) + 5;
  const ttl = ttlFor(wishes);
  const targets = targetsOf(asked, { ...wishes, namespace, brief: false, payload: wishes.payload !== '' });
  const run: RunWishes = {
    ...wishes,
    run: context.randomHex(4),
    namespace,
    targets: asVariables(targets),
    workers: 1,
    rate: 0,
    breaker: 0,
    heaps: 1000,
    keepBodies: wishes.showResponse || wishes.expectation.body !== undefined,
    deadline,
    ttl,
    expires: new Date(now.getTime() + goneAfter(deadline, ttl) * 1000).toISOString(),
    owner: '',
    ownUserId: !found.some(({ facts }) => facts.openShift),
  };
  const object = await sketch(strategy === 'server' ? kube : undefined, wishes.pod, run);
  return printed(object, output);
}

async function printed(object: KubeObject, output: string): Promise<string> {
  if (output === 'json') return (await import('../output/json.ts')).toJson(object);
  return (await import('../output/yaml.ts')).toYaml(object);
}
