import { kubectl, patchService } from '../command.ts';
import type { Case } from '../case.ts';
import { familyOf } from '../endpoints.ts';
import { type Facts, namespaceOf } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { inBlock } from '../addresses.ts';
import { failed, passed, type Vantage } from '../vantage.ts';

const askedForBalancer = ({ via }: Vantage): boolean => via?.some((way) => /^(lb|load-?balancer)$/i.test(way)) ?? false;

const ingressOf = ({ service }: Facts) => service.status?.loadBalancer?.ingress ?? [];

/** L01: the load balancer has no address, and why, as far as events and the class tell. */
export function balancerPending({ facts, vantage }: Case): Finding[] {
  const { service } = facts;
  if (service.spec.type !== 'LoadBalancer' || ingressOf(facts).length > 0) return [];
  const namespace = namespaceOf(service);
  const { name } = service.metadata;
  const { reason, text, evidence, confidence } = whyPending(facts);
  return [
    {
      id: 'L01',
      severity: askedForBalancer(vantage) ? 'error' : 'warning',
      confidence,
      reason,
      message: `the load balancer has no address: ${text}`,
      objects: [{ kind: 'Service', name, namespace }],
      evidence,
      fix: [
        { command: kubectl(namespace, 'describe', 'svc', name), why: 'its events' },
        {
          command: patchService(namespace, name, { spec: { type: 'NodePort' } }),
          why: 'if a port on every node will do',
          mends: true,
        },
      ],
    },
  ];
}

/** L01: what the balancer is known by is a name (as AWS has it), and that does not resolve where the client is. */
export function balancerName({ facts, vantage, seen }: Case): Finding[] {
  const tries = seen.filter(
    ({ via, layer = 'l4', outcome }) => via === 'load-balancer' && layer === 'l4' && outcome !== 'not-run',
  );
  const unknown = [...new Set(tries.filter(({ outcome }) => outcome === 'dns').map(({ host }) => host))];
  const [first] = unknown;
  if (first === undefined) return [];
  const { service } = facts;
  return [
    {
      id: 'L01',
      severity: askedForBalancer(vantage) ? 'error' : 'warning',
      confidence: 'certain',
      reason: 'name',
      message: `the load balancer's name ${unknown.join(', ')} does not resolve in this cluster`,
      objects: [{ kind: 'Service', name: service.metadata.name, namespace: namespaceOf(service) }],
      evidence: ['a new one takes minutes to be known to DNS; and cluster DNS must ask the servers that know it'],
      fix: [{ command: `nslookup ${first}`, why: 'from a machine outside: whether it is known there' }],
    },
  ];
}

/** L01: the balancer has an address, nothing answers there, and the Service itself does. */
export function balancerSilent({ facts, vantage, seen }: Case): Finding[] {
  const { service } = facts;
  const tries = seen.filter(({ via, layer = 'l4' }) => via === 'load-balancer' && layer === 'l4');
  const silent = tries.filter(failed);
  const inside = seen.filter(
    ({ via, layer = 'l4' }) => layer === 'l4' && (via === 'cluster-ip' || via === 'endpoints'),
  );
  const { loadBalancerSourceRanges = [] } = service.spec;
  // Ranges that keep this client out are told of as that (L03), and a Service that fails inside fails for that reason.
  if (silent.length === 0 || loadBalancerSourceRanges.length > 0 || !inside.some(passed)) return [];
  const namespace = namespaceOf(service);
  const { name } = service.metadata;
  const places = [...new Set(silent.map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`))];
  const refused = silent.every(({ outcome }) => outcome === 'refused');
  return [
    {
      id: 'L01',
      severity: askedForBalancer(vantage) ? 'error' : 'warning',
      confidence: 'likely',
      reason: 'no-answer',
      message: `the load balancer ${refused ? 'refuses' : 'does not answer'} at ${places.join(', ')}, and the Service itself does answer`,
      objects: [{ kind: 'Service', name, namespace }],
      evidence: [
        'the address is in status.loadBalancer: whoever wrote it there has to bring its packets to the nodes',
        ...(service.spec.externalTrafficPolicy === 'Local'
          ? [
              `externalTrafficPolicy is Local: its health check (port ${service.spec.healthCheckNodePort ?? 'of the Service'}) passes only on nodes with an endpoint`,
            ]
          : []),
      ],
      fix: [
        {
          command: kubectl(namespace, 'describe', 'svc', name),
          why: "what its controller says; then the load balancer's own targets, health checks and firewall",
        },
      ],
    },
  ];
}

function whyPending({
  service,
  explained,
}: Facts): Pick<Finding, 'evidence' | 'confidence'> & { reason: string; text: string } {
  const { name } = service.metadata;
  const own = (explained?.events ?? [])
    .filter((event) => event.kind === 'Service' && event.name === name)
    .sort((a, b) => (a.at < b.at ? 1 : -1));
  const trouble = own.find(({ warning }) => warning);
  const by = ({ source }: { source: string }) => (source === '' ? '' : ` (${source})`);
  if (trouble)
    return {
      reason: 'event',
      confidence: 'certain',
      text: trouble.message,
      evidence: [`event ${trouble.reason}${by(trouble)}: ${trouble.message}`],
    };
  const work = own.find(({ reason }) => /LoadBalancer|Allocat|Assign/i.test(reason));
  if (work)
    return {
      reason: 'event',
      confidence: 'likely',
      text: 'a controller works on it',
      evidence: [`event ${work.reason}${by(work)}: ${work.message}`],
    };
  const confidence = explained?.events ? 'likely' : 'possible';
  const { loadBalancerClass } = service.spec as { loadBalancerClass?: string };
  if (loadBalancerClass !== undefined)
    return {
      reason: 'class-unmatched',
      confidence,
      text: `no controller takes loadBalancerClass ${loadBalancerClass}`,
      evidence: ['no controller has written an event about it'],
    };
  return {
    reason: 'no-controller',
    confidence,
    text: 'no controller in this cluster makes load balancers',
    evidence: [
      explained?.events
        ? 'no controller has written an event about it'
        : 'whether a controller has written an event about it could not be seen',
    ],
  };
}

/**
 * L03: loadBalancerSourceRanges keep this client out. They hold for load balancer addresses alone, and are meant to keep
 * out whoever they do not name: a fault only for who was to come in that way.
 */
export function outsideSourceRanges({ facts, vantage, seen }: Case): Finding[] {
  const { service } = facts;
  const { loadBalancerSourceRanges: ranges = [], type } = service.spec;
  if (type !== 'LoadBalancer' || ranges.length === 0) return [];
  const addresses = vantage.addresses ?? [];
  if (addresses.some((address) => ranges.some((range) => inBlock(address, range)))) return [];
  const tried = seen.filter(({ via, layer = 'l4' }) => via === 'load-balancer' && layer === 'l4');
  const shut = tried.length > 0 && tried.every(failed);
  if (tried.length > 0 && !shut) return [];
  const namespace = namespaceOf(service);
  const { name } = service.metadata;
  return [
    {
      id: 'L03',
      severity: askedForBalancer(vantage) ? (shut ? 'error' : 'warning') : 'info',
      confidence: addresses.length > 0 ? 'certain' : 'possible',
      message: `the load balancer admits ${ranges.join(', ')} only${addresses.length > 0 ? `, and the client is ${addresses.join(', ')}` : ''}`,
      objects: [{ kind: 'Service', name, namespace }],
      evidence: [`spec.loadBalancerSourceRanges: ${ranges.join(', ')}`],
      fix: [{ command: kubectl(namespace, 'edit', 'svc', name), why: 'add the range of those who are to come in' }],
    },
  ];
}

/** L04: inside the cluster the proxy answers for the balancer's address, so a test from here says nothing of the outside. */
export function balancerShortCut({ facts }: Case): Finding[] {
  const { service } = facts;
  const addresses = ingressOf(facts).flatMap(({ ip, ipMode }) => (ip !== undefined && ipMode !== 'Proxy' ? [ip] : []));
  if (service.spec.type !== 'LoadBalancer' || addresses.length === 0) return [];
  return [
    {
      id: 'L04',
      severity: 'info',
      confidence: 'certain',
      message: `inside the cluster, ${addresses.join(', ')} is answered by the Service proxy: whether the world outside reaches it was not tried`,
      objects: [{ kind: 'Service', name: service.metadata.name, namespace: namespaceOf(service) }],
      evidence: [],
      fix: addresses.slice(0, 1).flatMap((address) =>
        (service.spec.ports ?? []).slice(0, 1).map(({ port }) => ({
          command: `curl -m 5 telnet://${familyOf(address) === 'IPv6' ? `[${address}]` : address}:${port}`,
          why: 'from a machine outside',
        })),
      ),
    },
  ];
}
