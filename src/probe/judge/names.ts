import { command } from '../../diagnosis/command.ts';
import { namespaceOf } from '../../diagnosis/facts.ts';
import type { Finding } from '../../diagnosis/finding.ts';
import type { Seen } from './seen.ts';
import { by, isOk } from './verdict.ts';
import { lines } from './words.ts';

const slowAfter = 1000;

/** D01-D05, X01: what looking names up has shown. */
export function nameFindings(seen: Seen): Finding[] {
  const { facts, checks, verdict, known } = seen;
  const { service } = facts;
  const names = by(checks, 'dns').filter(({ layer, outcome }) => layer === 'dns' && outcome !== 'not-run');
  const lookUps = names.filter(({ id }) => !id.includes('.'));
  const evidence = lookUps
    .slice(0, 4)
    .map(
      ({ host, outcome, took = 0 }) =>
        `${host}: ${outcome === 'ok' ? 'found' : 'not found'} after ${Math.round(took)} ms`,
    );
  const base = { confidence: 'certain', evidence } as const;
  const isExternal = service.spec.type === 'ExternalName';
  if (
    verdict.shape === 'DNS' &&
    !known.some(({ id, severity }) => ['D01', 'N02'].includes(id) && severity === 'error')
  ) {
    return [
      {
        ...base,
        id: 'D01',
        severity: 'error',
        confidence: 'likely',
        reason: 'no-answer',
        message: 'cluster DNS does not answer the probe pod: not even kubernetes.default resolves',
        fix: [
          { command: 'kubectl -n kube-system get pods -l k8s-app=kube-dns -o wide', why: 'is DNS running, and where' },
        ],
      },
    ];
  }
  if (isExternal && (verdict.shape === 'NAME' || verdict.shape === 'EXTERNAL')) return [externalName(seen, evidence)];
  if (verdict.shape === 'NAME') {
    const exists = names.some(({ id, outcome }) => id.endsWith('.a') && outcome === 'ok');
    return exists
      ? [
          {
            ...base,
            id: 'D04',
            severity: 'error',
            message:
              'DNS has the address, yet musl (Alpine) sees no such name: the answer for IPv6 (AAAA) is "does not exist" instead of "none". Alpine and other musl images only; glibc works',
            fix: [
              {
                command: 'kubectl -n kube-system get configmap coredns -o yaml',
                why: 'a template or rewrite that answers AAAA with NXDOMAIN',
              },
            ],
          },
        ]
      : [
          {
            ...base,
            id: 'D03',
            severity: 'error',
            message: `the Service exists, and DNS says that ${service.metadata.name}.${namespaceOf(service)} does not: its data is old, or its zone is another`,
            fix: [
              {
                command: 'kubectl -n kube-system logs -l k8s-app=kube-dns --tail=50',
                why: 'whether DNS can watch the API server',
              },
            ],
          },
        ];
  }
  const failed = lookUps.filter((check) => !isOk(check));
  const found: Finding[] = [];
  if (failed.length > 0 && failed.length < lookUps.length)
    found.push({
      ...base,
      id: 'D02',
      severity: 'warning',
      message: `some forms of the name resolve and some do not: the search list of this pod's resolv.conf is unusual`,
      fix: [],
    });
  const slow = lookUps.filter((check) => isOk(check) && (check.took ?? 0) >= slowAfter);
  if (slow.length > 0)
    found.push({
      ...base,
      id: 'D05',
      severity: 'warning',
      message: `DNS answers, but slowly: up to ${Math.max(...slow.map(({ took = 0 }) => took / 1000)).toFixed(1)} s`,
      fix: [{ command: 'kubectl -n kube-system top pods -l k8s-app=kube-dns', why: 'whether it has enough CPU' }],
    });
  return found;
}

/** X01: the name that an ExternalName stands for does not resolve, or nothing answers there. */
function externalName({ facts, verdict }: Seen, evidence: string[]): Finding {
  const { service, externalTarget } = facts;
  const { externalName: target = '' } = service.spec;
  const namespace = namespaceOf(service);
  const { name } = service.metadata;
  const nowhere = verdict.shape === 'NAME' || verdict.failed.every(({ outcome }) => outcome === 'dns');
  const other = externalTarget?.service;
  return {
    id: 'X01',
    severity: 'error',
    confidence: 'certain',
    reason: nowhere ? 'nxdomain' : 'refused',
    message: nowhere
      ? `externalName ${target} does not resolve in this cluster`
      : `externalName ${target} resolves, and does not answer at this port`,
    objects: [
      { kind: 'Service', name, namespace },
      ...(other ? [{ kind: 'Service', name: other.metadata.name, namespace: namespaceOf(other) }] : []),
    ],
    evidence: nowhere ? evidence : lines(verdict.failed),
    fix: [
      other
        ? {
            command: command('kubesvc', 'probe', other.metadata.name, '-n', namespaceOf(other)),
            why: 'why the Service that it stands for does not answer',
          }
        : {
            command: command('kubesvc', 'edit', 'svc', name, '-n', namespace),
            why: nowhere ? 'give it a name that exists' : 'name a host, and a port, that answer',
          },
    ],
  };
}
