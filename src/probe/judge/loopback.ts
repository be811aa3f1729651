import { namespaceOf } from '../../diagnosis/facts.ts';
import type { Finding } from '../../diagnosis/finding.ts';
import { afterRestart } from '../../diagnosis/rules/target-port-fixes.ts';
import { ofPort } from './of-port.ts';
import type { Loopback, Seen } from './seen.ts';
import type { Check } from './checks.ts';
import { by, isOk, refusedAtOnce } from './verdict.ts';

export const loopbackKey = (namespace: string, pod: string, port: number): string => `${namespace}/${pod}:${port}`;

/**
 * S04: the pod refuses at its own address and takes a connection at 127.0.0.1, where port-forward goes: the application
 * is bound to the loopback. A refusal there does not exclude ::1, which the runtime may not dial.
 */
export function loopbackFindings({ facts, port, checks, loopback }: Seen): Finding[] {
  if (!port || loopback.size === 0) return [];
  const namespace = namespaceOf(facts.service);
  const tries = by(checks, 'endpoints').filter(({ layer }) => layer === 'l4');
  // A pod that answers at its address of the other family is not bound to the loopback: F01.
  const answers = (name: string) => tries.some((check) => isOk(check) && check.endpoint?.pod === name);
  const bound = tries.filter(
    (check) =>
      refusedAtOnce(check) &&
      check.endpoint?.pod !== undefined &&
      !answers(check.endpoint.pod) &&
      // Who listens on 0.0.0.0 has 127.0.0.1 open as well: a refusal over IPv6 alone proves no loopback.
      !check.host.includes(':') &&
      loopback.get(loopbackKey(namespace, check.endpoint.pod, check.port)) === 'open',
  );
  const [first] = bound;
  const name = first?.endpoint?.pod ?? '';
  if (!first || name === '') return [];
  const pod = facts.selected.find(({ metadata }) => metadata.name === name);
  const pods = [...new Set(bound.map(({ endpoint }) => endpoint?.pod ?? ''))];
  const container = pod?.spec.containers.find(({ ports = [] }) =>
    ports.some(({ containerPort }) => containerPort === first.port),
  );
  return [
    ofPort(port, 'S04', {
      confidence: 'certain',
      reason: 'port-forward',
      message: `port ${first.port} is open on the loopback of pod ${pods.join(', ')} (port-forward connected) but not on its pod IP`,
      objects: pods.map((one) => ({ kind: 'Pod', name: one, namespace })),
      evidence: [
        `${first.host}:${first.port} refuses, 127.0.0.1:${first.port} of the same pod does not${container ? ` (container "${container.name}")` : ''}`,
      ],
      fix: [
        {
          command: afterRestart(facts.service, pod),
          why: `after the server has been made to listen on 0.0.0.0 (or [::]):${first.port}, with --host 0.0.0.0 or HOST=0.0.0.0, for one`,
        },
      ],
    }),
  ];
}

/** Once the loopback is known to be the reason, what else a refusal might have meant is no longer said. */
export function withoutGuesses(known: readonly Finding[], found: readonly Finding[]): Finding[] {
  const proved = found.some(({ id, reason }) => id === 'S04' && reason === 'port-forward');
  return known.filter(
    ({ id, reason }) => !proved || !(id === 'S04' || (id === 'S03' && (reason === 'refused' || reason === 'declared'))),
  );
}

/**
 * S03 where nothing was found that listens: what port-forward has learned of 127.0.0.1, and that it cannot know of ::1, which
 * the container runtime dials only where its node has a name for it.
 */
export function withLoopback(known: readonly Finding[], checks: readonly Check[], loopback: Loopback): Finding[] {
  if (by(checks, 'other-port').some(isOk)) return [...known];
  return known.map((one) => {
    if (one.id !== 'S03' || one.reason !== 'refused') return one;
    const [pod, port] = (one.objects ?? [])
      .filter(({ kind }) => kind === 'Pod')
      .flatMap(({ name, namespace = '' }) =>
        by(checks, 'endpoints').flatMap((check): [string, number][] =>
          loopback.get(loopbackKey(namespace, name, check.port)) === 'refused' ? [[name, check.port]] : [],
        ),
      )[0] ?? ['', 0];
    return pod === ''
      ? one
      : {
          ...one,
          evidence: [
            ...one.evidence,
            `127.0.0.1:${port} of pod ${pod} refuses as well (port-forward): nothing listens at that port, or something on ::1 alone`,
          ],
        };
  });
}
