import { command, kubectl } from '../command.ts';
import { type Facts, type Happening, namespaceOf, type Workload } from '../facts.ts';
import type { Finding, Fix } from '../finding.ts';
import { hasEnded, makerOf, ownerOf } from '../pods.ts';

/** Why a workload whose template fits has no pods, in its own words: its spec, its conditions, its events. */
export function whyWithoutPods(
  facts: Facts,
  workload: Workload,
): Pick<Finding, 'reason' | 'objects' | 'evidence' | 'fix'> {
  const { kind, metadata } = workload;
  const namespace = namespaceOf(facts.service);
  const { text, fix } = why(facts, workload);
  return {
    reason: 'workload-without-pods',
    objects: [
      { kind, name: metadata.name, namespace },
      { kind: 'Service', name: facts.service.metadata.name, namespace },
    ],
    evidence: [
      `the pods of ${kind} ${metadata.name} would match, but ${hasOthers(facts, workload) ? 'those that it has are of an older template' : 'it has none'}: ${text}`,
    ],
    fix,
  };
}

/** It has pods, of a template that it had before. */
const hasOthers = ({ pods = [] }: Facts, { kind, metadata }: Workload): boolean =>
  pods.some((pod) => {
    const maker = makerOf(pod);
    return !hasEnded(pod) && maker?.kind === kind && maker.name === metadata.name;
  });

function why(facts: Facts, workload: Workload): { text: string; fix: Fix[] } {
  const { kind, metadata, spec = {}, status = {} } = workload;
  const namespace = namespaceOf(facts.service);
  const target = `${kind.toLowerCase()}/${metadata.name}`;
  const look: Fix = { command: kubectl(namespace, 'describe', target), why: 'see its conditions and events' };
  if (spec.replicas === 0) {
    const fix = { command: kubectl(namespace, 'scale', target, '--replicas=1'), why: 'run one', mends: true };
    return { text: 'it is scaled to 0', fix: [fix] };
  }
  if (kind === 'CronJob' || kind === 'Job') return ofJob(namespace, target, workload);
  const refused = refusal(facts, workload);
  if (refused !== undefined) return { text: refused, fix: fixFor(namespace, target, refused, look) };
  if (kind === 'Deployment' && spec.paused) {
    const fix = { command: kubectl(namespace, 'rollout', 'resume', target), why: 'let it roll out', mends: true };
    return { text: 'its rollout is paused', fix: [fix] };
  }
  if (kind === 'DaemonSet' && status.desiredNumberScheduled === 0) {
    const wanted = Object.entries(spec.template?.spec?.nodeSelector ?? {}).map(([key, value]) => `${key}=${value}`);
    return {
      text: wanted.length > 0 ? `no node has the labels ${wanted.join(',')}` : 'no node is fit for it',
      fix: [{ command: 'kubectl get nodes --show-labels', why: 'see which labels the nodes have' }, look],
    };
  }
  return { text: 'nothing says why', fix: [look] };
}

/** What is run at times, or once, has no pods the rest of the time. */
function ofJob(namespace: string, target: string, { kind, spec = {} }: Workload): { text: string; fix: Fix[] } {
  const patch = JSON.stringify({ spec: { suspend: false } });
  if (spec.suspend)
    return {
      text: 'it is suspended',
      fix: [{ command: kubectl(namespace, 'patch', target, '--type=merge', '-p', patch), why: 'let it run' }],
    };
  return {
    text:
      kind === 'CronJob'
        ? `it runs at ${spec.schedule}, and in between nobody serves`
        : 'its run is over, and its pods are gone',
    fix: [
      { command: kubectl(namespace, 'get', target), why: 'when it ran; what is to serve all the time is a Deployment' },
    ],
  };
}

/** What the API said when the workload, or its ReplicaSet, tried to make a pod; the newest. */
function refusal({ explained }: Facts, { kind, metadata, status }: Workload): string | undefined {
  const own = (explained?.workloads ?? []).filter((other) => {
    const owner = ownerOf(other);
    return owner?.kind === kind && owner.name === metadata.name;
  });
  const names = new Set([`${kind} ${metadata.name}`, ...own.map((other) => `${other.kind} ${other.metadata.name}`)]);
  const event = (explained?.events ?? [])
    .filter((happening) => happening.reason === 'FailedCreate' && names.has(`${happening.kind} ${happening.name}`))
    .reduce<Happening | undefined>((last, next) => (last && last.at >= next.at ? last : next), undefined);
  const failure = [status, ...own.map((other) => other.status)]
    .flatMap((one) => one?.conditions ?? [])
    .find(({ type, status: is }) => type === 'ReplicaFailure' && is === 'True');
  // Events that differ by the pod's name alone are told as one, with a prefix of their own (client-go, event correlator).
  return (event?.message ?? failure?.message)?.replace(/^(\(combined from similar events\): )?Error creating: /, '');
}

function fixFor(namespace: string, target: string, refused: string, look: Fix): Fix[] {
  const edit = (reason: string): Fix => ({ command: kubectl(namespace, 'edit', target), why: reason });
  if (/violates PodSecurity/.test(refused)) return [edit('set what is named, in its template'), look];
  if (/ per (Container|Pod) is /.test(refused))
    return [edit('keep within the LimitRange'), { command: kubectl(namespace, 'get', 'limitranges', '-o', 'yaml') }];
  const [, webhook] = /webhook "([^"]+)"/.exec(refused) ?? [];
  if (webhook !== undefined)
    return [
      {
        command: command(
          'kubectl',
          'get',
          'validatingwebhookconfigurations,mutatingwebhookconfigurations',
          '-o',
          'wide',
        ),
        why: `find the one of ${webhook}: it decides, or cannot be asked`,
      },
      look,
    ];
  const [, quota] = /exceeded quota: ([^,\s]+)/.exec(refused) ?? [];
  if (quota !== undefined)
    return [{ command: kubectl(namespace, 'describe', 'resourcequota', quota), why: 'see who uses it up' }, look];
  const [, account] = /serviceaccount "([^"]+)" not found/.exec(refused) ?? [];
  if (account !== undefined)
    return [{ command: kubectl(namespace, 'create', 'serviceaccount', account), why: 'make it', mends: true }, look];
  return [look];
}
