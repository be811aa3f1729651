import { namespaceOf } from '../../diagnosis/facts.ts';
import { type Finding, portKey } from '../../diagnosis/finding.ts';
import type { ServicePort } from '../../service/types.ts';
import type { Seen } from './seen.ts';
import { by, isOk } from './verdict.ts';
import { lines } from './words.ts';

/** S03: endpoints refuse within milliseconds, so the pod is there and nothing listens at that address and port. F01: one family only. */
export function refusals({ facts, verdict: { failed }, checks }: Seen, port: ServicePort): Finding[] {
  const refused = by(failed, 'endpoints').filter(({ outcome }) => outcome === 'refused');
  const good = by(checks, 'endpoints').filter((check) => check.layer === 'l4' && isOk(check));
  const families = new Set(refused.map(({ host }) => host.includes(':')));
  const oneFamily =
    families.size === 1 && good.length > 0 && good.every(({ host }) => host.includes(':') !== [...families][0]);
  const pods = [...new Set(refused.map(({ endpoint, host }) => endpoint?.pod ?? host))];
  const namespace = namespaceOf(facts.service);
  if (refused.length > 0 && oneFamily) {
    const family = [...families][0] ? 'IPv6' : 'IPv4';
    return [
      {
        id: 'F01',
        severity: 'warning',
        confidence: 'certain',
        reason: 'listener',
        ports: [portKey(port)],
        message: `nothing listens over ${family} at port ${refused[0]?.port}: the application is bound to addresses of the other family`,
        evidence: lines(refused),
        fix: [
          {
            command: `kubectl -n ${namespace} patch svc ${facts.service.metadata.name} -p '{"spec":{"ipFamilyPolicy":"SingleStack"}}'`,
            why: `or let it listen on ${family === 'IPv6' ? '[::]' : '0.0.0.0'}`,
          },
        ],
      },
    ];
  }
  if (refused.length === 0) return [];
  const [pod = ''] = pods;
  const listening = by(checks, 'other-port').filter(isOk);
  const elsewhere = [...new Set(listening.map(({ port: number }) => number))];
  const index = (facts.service.spec.ports ?? []).findIndex((one) => portKey(one) === portKey(port));
  const [found] = elsewhere;
  const patch = JSON.stringify([{ op: 'replace', path: `/spec/ports/${index}/targetPort`, value: found }]);
  return [
    {
      id: 'S03',
      severity: 'error',
      confidence: 'certain',
      reason: 'refused',
      ports: [portKey(port)],
      objects: refused.flatMap(({ endpoint }) =>
        endpoint?.pod ? [{ kind: 'Pod', name: endpoint.pod, namespace }] : [],
      ),
      message: `nothing listens at port ${refused[0]?.port} of ${pods.length > 3 ? `${pods.length} pods` : pods.join(', ')}${good.length > 0 ? `; ${good.length} other ${good.length === 1 ? 'endpoint answers' : 'endpoints answer'}` : ''}${elsewhere.length > 0 ? `; it listens on ${elsewhere.join(', ')}` : ''}`,
      evidence: [...lines(refused), ...lines(listening)],
      fix: [
        found === undefined
          ? {
              command: `kubectl -n ${namespace} exec ${pod} -- sh -c 'netstat -ltn || ss -ltn'`,
              why: 'where its processes listen; then set targetPort, or let the application listen there',
            }
          : {
              command: `kubectl -n ${namespace} patch svc ${facts.service.metadata.name} --type=json -p '${patch}'`,
              why: `send it to ${found}, where something listens`,
            },
      ],
    },
  ];
}
