import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { NetworkPolicy } from '../../src/diagnosis/facts.ts';
import type { Sight, Vantage } from '../../src/diagnosis/vantage.ts';
import { facts, namespace, pod, policy, service, slice, vantage } from './world.ts';

const server = [
  pod('web-1', { labels: { app: 'web' }, ports: [{ containerPort: 8080 }] }),
  pod('web-2', { labels: { app: 'web' }, ports: [{ containerPort: 8080 }] }),
];
const dnsPod = pod('coredns-1', { labels: { 'k8s-app': 'kube-dns' }, metadata: { namespace: 'kube-system' } });
const dnsPorts = [{ name: 'dns', port: 53, protocol: 'UDP' }];
const system = {
  dnsService: service({ ports: dnsPorts }, 'kube-dns'),
  dnsSlices: [
    slice('kube-dns', {
      ports: dnsPorts,
      endpoints: [{ addresses: ['10.244.0.2'], targetRef: { kind: 'Pod', name: 'coredns-1' } }],
    }),
  ],
  pods: [dnsPod],
};

function ask(policies: NetworkPolicy[], { outcome, from = {} }: { outcome?: string; from?: Partial<Vantage> } = {}) {
  const of = facts(service(), {
    pods: server,
    policies,
    system,
    namespaces: [namespace('shop'), namespace('batch', { team: 'data' }), namespace('kube-system')],
  });
  const servicePort = of.service.spec.ports?.[0];
  const seen = (of.slices ?? [])
    .flatMap(({ endpoints }) => endpoints ?? [])
    .map(({ addresses: [host = ''] }): Sight => ({
      via: 'endpoints',
      layer: 'l4',
      host,
      port: 8080,
      servicePort,
      outcome: outcome ?? '',
    }));
  return diagnose(of, { ...vantage, ...from }, outcome === undefined ? [] : seen).findings;
}

const admits = (...from: object[]) =>
  policy('web-in', { podSelector: { matchLabels: { app: 'web' } }, ingress: [{ from, ports: [{ port: 8080 }] }] });
const api = admits({ podSelector: { matchLabels: { role: 'api' } } });

describe('N01', () => {
  test.each<[string, NetworkPolicy[], string | undefined, string]>([
    ['before a packet it is likely', [api], undefined, 'N01 error likely'],
    ['once packets are lost it is certain', [api], 'timeout', 'N01 error certain'],
    ['once they pass it is a note that nobody enforces it', [api], 'ok', 'N04 info certain'],
    [
      'what depends on an address is told only once packets are lost',
      [admits({ ipBlock: { cidr: '10.9.0.0/16' } })],
      'timeout',
      'N01 error possible',
    ],
  ])('%s', (_what, policies, outcome, first) => {
    const [found] = ask(policies, { ...(outcome !== undefined && { outcome }) });
    expect(`${found?.id} ${found?.severity} ${found?.confidence}`).toBe(first);
  });

  test('in a batch, where the Service alone was tried: it answers, so nobody enforces it', () => {
    const of = facts(service(), { pods: server, policies: [api], system });
    const servicePort = of.service.spec.ports?.[0];
    const sight = { via: 'cluster-ip', layer: 'l4', host: '10.96.0.7', port: 80, outcome: 'ok', servicePort };
    expect(diagnose(of, vantage, [sight]).findings.map(({ id, reason }) => `${id} ${reason}`)).toEqual(['N04 N01']);
  });

  test('nothing is told where it depends on an address and no packet was lost', () => {
    expect(ask([admits({ ipBlock: { cidr: '10.9.0.0/16' } })])).toEqual([]);
  });

  test('it names the policy, what that admits, and the client', () => {
    const [found] = ask([api]);
    expect(found).toMatchObject({
      message: 'NetworkPolicy shop/web-in selects web-1 and does not admit this client to TCP 8080',
      objects: [{ kind: 'NetworkPolicy', name: 'web-in', namespace: 'shop' }],
      evidence: [
        'web-in admits pods role=api of its namespace at TCP 8080',
        'this client: namespace shop, pod labels app.kubernetes.io/name=kubesvc-probe',
      ],
    });
  });

  test.each<[string, NetworkPolicy, Partial<Vantage>, string]>([
    [
      'a peer more in the rule that is nearest',
      api,
      {},
      `{"op":"add","path":"/spec/ingress/0/from/-","value":{"podSelector":{}}}`,
    ],
    [
      'by the labels that the client was given',
      api,
      { labels: { ...vantage.labels, role: 'ui' } },
      `{"op":"add","path":"/spec/ingress/0/from/-","value":{"podSelector":{"matchLabels":{"role":"ui"}}}}`,
    ],
    [
      'by its namespace',
      api,
      { namespace: 'batch' },
      `{"op":"add","path":"/spec/ingress/0/from/-","value":{"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"batch"}}}}`,
    ],
    [
      "the pods' port, where the policy has that of the Service",
      policy('p', { ingress: [{ ports: [{ port: 80 }] }] }),
      {},
      `{"op":"add","path":"/spec/ingress/0/ports/-","value":{"protocol":"TCP","port":8080}}`,
    ],
    [
      'a rule, where there is none',
      policy('p', {}),
      {},
      `{"op":"add","path":"/spec/ingress","value":[{"from":[{"podSelector":{}}],"ports":[{"protocol":"TCP","port":8080}]}]}`,
    ],
  ])('the fix admits it: %s', (_what, of, from, operation) => {
    expect(ask([of], { from })[0]?.fix[0]?.command).toContain(`'[${operation}]'`);
  });
});

describe('N02 and N03', () => {
  const egress = (...rules: object[]) => policy('out', { policyTypes: ['Egress'], egress: rules });
  test.each<[string, NetworkPolicy[], string[]]>([
    ['nothing goes out', [egress()], ['N03 all']],
    ['TCP alone goes out', [egress({ ports: [{ protocol: 'TCP' }] })], ['N02']],
    ['DNS alone goes out', [egress({ ports: [{ protocol: 'UDP', port: 53 }] })], ['N03 endpoints']],
    [
      'DNS and the pods',
      [egress({ ports: [{ protocol: 'UDP', port: 53 }] }, { to: [{ podSelector: { matchLabels: { app: 'web' } } }] })],
      [],
    ],
    [
      'DNS by the label of its namespace',
      [
        egress(
          { to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }] },
          { to: [{ podSelector: {} }] },
        ),
      ],
      [],
    ],
    [
      'DNS admits its own namespace alone',
      [policy('dns-in', { ingress: [{ from: [{ podSelector: {} }] }] }, 'kube-system')],
      ['N02'],
    ],
    ['a policy of another namespace', [policy('out', { policyTypes: ['Egress'] }, 'batch')], []],
  ])('%s', (_what, policies, told) => {
    expect(ask(policies).map(({ id, reason }) => `${id}${reason ? ` ${reason}` : ''}`)).toEqual(told);
  });

  test('names that resolve refute N02', () => {
    const of = facts(service(), { pods: server, policies: [egress({ ports: [{ protocol: 'TCP' }] })], system });
    const found = diagnose(of, vantage, [{ via: 'dns', host: 'web', port: 0, layer: 'dns', outcome: 'ok' }]).findings;
    expect(found.map(({ id, reason }) => `${id} ${reason}`)).toEqual(['N04 N02']);
  });
});
