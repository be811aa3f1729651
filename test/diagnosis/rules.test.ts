import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { Facts } from '../../src/diagnosis/facts.ts';
import type { Sight, Vantage } from '../../src/diagnosis/vantage.ts';
import * as w from './world.ts';

const { facts, service, pod, slice, slicesOf, workload, node, happening } = w;

/** `S01 error label-mismatch!`: id, severity, reason, and ! where it decides. */
const told = (of: Facts, from: Partial<Vantage> = {}, seen: Sight[] = []) =>
  diagnose(of, { ...w.vantage, ...from }, seen).findings.map(
    ({ id, severity, reason, conclusive }) => `${id} ${severity}${reason ? ` ${reason}` : ''}${conclusive ? '!' : ''}`,
  );

const web = service();
const at = (ip: string, more: object = {}) => ({ addresses: [ip], ...more });
const bare = (spec: object = {}) => service({ selector: undefined as never, ...spec });

function sights(of: Facts, outcome: string, took = 3, via = 'endpoints'): Sight[] {
  return (of.slices ?? [])
    .flatMap(({ endpoints }) => endpoints ?? [])
    .map(({ addresses: [host = ''], targetRef }) => ({
      via,
      host,
      port: 8080,
      layer: 'l4',
      outcome,
      took,
      servicePort: of.service.spec.ports?.[0],
      endpoint: {
        address: host,
        port: 8080,
        ready: true,
        serving: true,
        terminating: false,
        pod: targetRef?.name,
        slice: '',
        managedBy: '',
      },
    }));
}

const two = [pod('web-1', { ports: [{ containerPort: 8080 }] }), pod('web-2', { ports: [{ containerPort: 8080 }] })];

const nodePort = {
  type: 'NodePort',
  externalTrafficPolicy: 'Local',
  ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }],
};

const headlessSpec = { clusterIP: 'None', clusterIPs: ['None'], ports: [{ port: 8080 }] };

const dual = { ipFamilies: ['IPv4', 'IPv6'], clusterIPs: ['10.96.0.7', 'fd00::7'] };

type Row = [what: string, facts: Facts, findings: string[], from?: Partial<Vantage>, seen?: Sight[]];

/** A Service that somebody has deleted and a finalizer holds. */
const onItsWayOut = (of: Facts): Facts => ({
  ...of,
  service: {
    ...of.service,
    metadata: { ...of.service.metadata, deletionTimestamp: '2026-01-02T03:00:00Z', finalizers: ['example.com/hold'] },
  },
});

const wantsPods = (pods: ReturnType<typeof pod>[], spec: object = {}, more: object = {}) =>
  facts(service(spec), { pods, ...more });

const rows: Record<string, Row[]> = {
  'a Service that is being deleted': [
    ['while its pods serve', onItsWayOut(wantsPods(two)), ['S13 warning service']],
    ['with its namespace', { ...wantsPods(two), namespaceLeaving: true }, ['S13 warning namespace']],
  ],
  'a healthy Service': [
    ['two ready pods', wantsPods(two), []],
    [
      'an ended pod beside them',
      wantsPods([...two, pod('old', { status: { phase: 'Failed', reason: 'Evicted' } })]),
      [],
    ],
    [
      'one that leaves while two serve',
      wantsPods([...two, pod('old', { ready: false, metadata: { deletionTimestamp: '2026-01-02T03:04:00Z' } })]),
      [],
    ],
    ['undeclared ports', wantsPods([pod('a'), pod('b')]), []],
    [
      'by address outside the cluster',
      facts(bare(), { pods: [], slices: [slice('web', { endpoints: [at('192.0.2.10')] })] }),
      [],
    ],
    [
      'headless, with the port of its pods',
      wantsPods(two, { clusterIP: 'None', clusterIPs: ['None'], ports: [{ port: 8080 }] }),
      [],
    ],
    [
      'another with the same selector',
      facts(web, { pods: two, neighbours: [web, service({}, 'web-old')] }),
      ['S08 info'],
    ],
    ['one pod', wantsPods([pod('a')]), ['S10 info']],
  ],
  S01: [
    ['a typo', facts(service({ selector: { app: 'webb' } }), { pods: two }), ['S01 error label-mismatch!']],
    ['another key', facts(service({ selector: { run: 'web' } }), { pods: two }), ['S01 error label-mismatch!']],
    ['no pod at all', facts(web, { pods: [] }), ['S01 error no-shared-key!']],
    [
      'nothing in common',
      facts(service({ selector: { tier: 'db', zone: 'a' } }), { pods: two }),
      ['S01 error no-shared-key!'],
    ],
    [
      'scaled to 0',
      facts(web, { pods: [], explained: { ...none(), workloads: [workload('Deployment', 'web', { replicas: 0 })] } }),
      ['S01 error workload-without-pods!'],
    ],
    [
      'in another namespace',
      facts(web, { pods: [], explained: { ...none(), elsewhere: [pod('x', { metadata: { namespace: 'other' } })] } }),
      ['S01 error other-namespace!'],
    ],
    ['pods that may not be read', facts(web, { pods: undefined, slices: [slice('web')] }), ['S01 error!']],
    [
      'the template of a CronJob',
      facts(web, {
        pods: [],
        explained: {
          ...none(),
          workloads: [
            workload('CronJob', 'nightly', {
              template: undefined,
              jobTemplate: { spec: { template: { metadata: { labels: { app: 'web' } } } } },
            }),
          ],
        },
      }),
      ['S01 error workload-without-pods!'],
    ],
    ['labels of a Deployment, not of its pods', labelsOfDeployment(), ['S01 error label-mismatch!']],
    ['a pod of a StatefulSet that is not made yet', secondOfTwo(2), ['S01 error workload-without-pods!']],
    ['a pod beyond the replicas of a StatefulSet', secondOfTwo(1), ['S01 error workload-without-pods!']],
  ],
  'S11, S12': [
    ['pods of two Deployments', wantsPods([madeBy('web', ['http']), madeBy('worker', [])]), ['S11 info']],
    [
      'one of them refuses, and declares nothing',
      wantsPods([madeBy('web', ['http']), madeBy('worker', [])]),
      ['S11 error stranger', 'S03 error refused'],
      {},
      ofEach(wantsPods([madeBy('web', ['http']), madeBy('worker', [])]), ['ok', 'refused']),
    ],
    [
      'one of them refuses, and says that it listens: it is the same application, and broken',
      wantsPods([madeBy('web', ['http']), madeBy('canary', ['http'])]),
      ['S03 error refused', 'S11 info'],
      {},
      ofEach(wantsPods([madeBy('web', ['http']), madeBy('canary', ['http'])]), ['ok', 'refused']),
    ],
    [
      'a StatefulSet with the name of a Service that is not there',
      wantsPods([statefulPod('db-headless')], headlessSpec),
      ['S12 warning no-such-service', 'S10 info'],
    ],
    [
      'with one that is',
      wantsPods([statefulPod('db-headless')], headlessSpec, {
        neighbours: [service(headlessSpec), service({}, 'db-headless')],
      }),
      ['S10 info'],
    ],
    ['with its own', wantsPods([statefulPod('web')], headlessSpec), ['S10 info']],
    ['with its own, which is not headless', wantsPods([statefulPod('web')]), ['S12 info not-headless', 'S10 info']],
  ],
  S14: [
    [
      'exposed from a pod',
      wantsPods([madeBy('web', ['http'])], { selector: { app: 'web', 'pod-template-hash': 'x' } }),
      ['S14 warning pod-template-hash', 'S10 info'],
    ],
    [
      'and rolled out since: the hash is what misses',
      wantsPods([madeBy('web', ['http'])], { selector: { app: 'web', 'pod-template-hash': 'y' } }),
      ['S01 error label-mismatch!'],
    ],
  ],
  S02: [
    ['none ready', wantsPods([pod('a', { ready: false })]), ['S02 error Starting!']],
    [
      'one of two',
      wantsPods(
        [pod('a'), running('b', { readinessProbe: { tcpSocket: { port: 1 } } })],
        {},
        {
          explained: { ...none(), events: [happening('Pod', 'b', 'Unhealthy', 'connection refused')] },
        },
      ),
      ['S02 warning Probe', 'S10 info'],
    ],
    ['one of two, only starting', wantsPods([pod('a'), pod('b', { ready: false })]), ['S02 info Starting', 'S10 info']],
    ['all ended', wantsPods([pod('a', { ready: false, status: { phase: 'Succeeded' } })]), ['S02 error Finished!']],
    [
      'an init container that fails is tried again at this moment',
      wantsPods([
        pod('a', {
          ready: false,
          spec: { initContainers: [{ name: 'migrate' }] },
          status: {
            phase: 'Pending',
            conditions: [{ type: 'Initialized', status: 'False' }],
            initContainerStatuses: [
              {
                name: 'migrate',
                ready: false,
                started: true,
                restartCount: 2,
                image: 'alpine',
                imageID: '',
                state: { running: {} },
                lastState: { terminated: { exitCode: 5 } },
              },
            ],
          },
        }),
      ]),
      ['S02 error Init!'],
    ],
    [
      'its node is lost',
      wantsPods([pod('a', { ready: false })], {}, { nodes: [node('node1', { ready: false })] }),
      ['S02 error NodeNotReady!'],
    ],
    [
      'pods that may not be read',
      facts(web, { pods: undefined, slices: slicesOf(web, [pod('a', { ready: false })]) }),
      ['S02 error!'],
    ],
  ],
  S03: [
    [
      'declared for another number',
      wantsPods([pod('a', { ports: [{ containerPort: 80 }] }), pod('b', { ports: [{ containerPort: 80 }] })]),
      ['S03 warning declared'],
    ],
    [
      'declared for another protocol',
      wantsPods(two, { ports: [{ port: 80, targetPort: 8080, protocol: 'UDP' }] }),
      ['S03 warning protocol'],
    ],
    [
      'a probe passes at another port',
      wantsPods([pod('a', probe(9090)), pod('b', probe(9090))]),
      ['S03 warning probe-port'],
    ],
    ['a probe passes at the same port', wantsPods([pod('a', probe(8080)), pod('b', probe(8080))]), []],
    [
      'headless, and the port differs',
      wantsPods(two, { clusterIP: 'None', clusterIPs: ['None'] }),
      ['S03 warning headless-port'],
    ],
    [
      'refused, and something listens elsewhere',
      wantsPods([pod('a'), pod('b')]),
      ['S03 error refused'],
      {},
      [...sights(wantsPods([pod('a'), pod('b')]), 'refused'), ...sights(wantsPods([pod('a')]), 'ok', 3, 'other-port')],
    ],
    ...withSeen('answered all the same', [pod('a', probe(9090)), pod('b', probe(9090))], 'ok', []),
    [
      'in a batch, where the Service alone was tried, and answered',
      wantsPods([pod('a', probe(9090)), pod('b', probe(9090))]),
      [],
      {},
      front('ok'),
    ],
    ...withSeen('refused', two, 'refused', ['S03 error refused']),
    ...withSeen('refused by the network, after a second', two, 'refused', [], 1010),
  ],
  S04: [
    [
      'told to listen on the loopback',
      wantsPods([pod('a', args('--bind=127.0.0.1:8080')), pod('b', args('--bind=127.0.0.1:8080'))]),
      ['S04 info declared'],
    ],
    ['another port there', wantsPods([pod('a', args('--admin', '127.0.0.1:9000')), pod('b')]), []],
    ['a client of the loopback', wantsPods([pod('a', args('--upstream=http://127.0.0.1:8080/')), pod('b')]), []],
    ...withSeen('and refused', [pod('a', args('--host', 'localhost'))], 'refused', ['S04 error declared', 'S10 info']),
  ],
  S07: [
    ['in no pod', wantsPods(two, { ports: [{ port: 80, targetPort: 'http' }] }), ['S07 error missing!']],
    [
      'in one of two',
      wantsPods([...two, named('c', 'http')], { ports: [{ port: 80, targetPort: 'http' }] }),
      ['S07 warning missing', 'S10 info'],
    ],
    [
      'for another protocol',
      wantsPods([named('c', 'http', 'UDP')], { ports: [{ port: 80, targetPort: 'http' }] }),
      ['S07 error protocol!'],
    ],
    [
      'headless: the name leads there all the same',
      wantsPods(two, { clusterIP: 'None', clusterIPs: ['None'], ports: [{ port: 8080, targetPort: 'http' }] }),
      ['S07 warning missing'],
    ],
  ],
  S09: [
    [
      'published though not ready',
      wantsPods([pod('a', { ready: false }), pod('b')], { publishNotReadyAddresses: true }),
      ['S09 info Starting'],
    ],
    ...withSeen('and it fails', [pod('a', { ready: false })], 'refused', ['S09 error Starting', 'S10 info'], 3, {
      publishNotReadyAddresses: true,
    }),
  ],
  E01: [
    [
      'no selector, and a Deployment of its name',
      facts(bare(), {
        pods: two,
        slices: [],
        explained: {
          ...none(),
          workloads: [workload('Deployment', 'web', { selector: { matchLabels: { app: 'web' } } })],
        },
      }),
      ['E01 error no-selector!'],
    ],
    ['no slice', facts(bare(), { pods: [], slices: [] }), ['E01 error no-slice!']],
    [
      'without the label',
      facts(bare(), {
        pods: [],
        slices: [],
        explained: { ...none(), unclaimed: [slice('', { name: 'web-1', labels: {} })] },
      }),
      ['E01 error no-label!'],
    ],
    [
      'for a Service that is not there',
      facts(bare(), { pods: [], slices: [], explained: { ...none(), unclaimed: [slice('wbe')] } }),
      ['E01 error no-label!'],
    ],
    [
      'for a neighbour',
      facts(bare(), {
        pods: [],
        slices: [],
        neighbours: [bare(), service({}, 'web-2')],
        explained: { ...none(), unclaimed: [slice('web-2')] },
      }),
      ['E01 error no-slice!'],
    ],
    [
      'another port name',
      facts(bare(), {
        pods: [],
        slices: [slice('web', { ports: [{ name: 'http', port: 80 }], endpoints: [at('192.0.2.1')] })],
      }),
      ['E01 error port-name!'],
    ],
    [
      'another protocol',
      facts(bare(), {
        pods: [],
        slices: [slice('web', { ports: [{ name: '', port: 80, protocol: 'UDP' }], endpoints: [at('192.0.2.1')] })],
      }),
      ['E01 error protocol!'],
    ],
    [
      'host names',
      facts(bare(), { pods: [], slices: [slice('web', { addressType: 'FQDN', endpoints: [at('www.example.com')] })] }),
      ['E01 error fqdn-slice!'],
    ],
    [
      'the other family',
      facts(bare(), { pods: [], slices: [slice('web', { addressType: 'IPv6', endpoints: [at('2001:db8::1')] })] }),
      ['E01 error address-family!'],
    ],
    [
      'nobody ready',
      facts(bare(), {
        pods: [],
        slices: [slice('web', { endpoints: [at('192.0.2.1', { conditions: { ready: false } })] })],
      }),
      ['E01 error not-ready!'],
    ],
    [
      'the cluster IP of another Service',
      facts(bare(), {
        pods: [],
        neighbours: [service({ clusterIPs: ['10.96.0.9'] }, 'db')],
        slices: [slice('web', { endpoints: [at('10.96.0.9')] })],
      }),
      ['E01 error invalid-ip'],
    ],
  ],
  E02: [
    [
      'its pod is gone',
      facts(web, { pods: two, slices: slicesOf(web, [...two, pod('gone')]) }),
      ['E02 warning target-gone'],
    ],
    [
      'in the network of pods, and no pod has it',
      facts(bare(), { pods: two, slices: [slice('web', { endpoints: [at('10.244.0.250')] })] }),
      ['E02 warning no-such-pod'],
    ],
    [
      'an address of a node',
      facts(bare(), {
        pods: two,
        nodes: [node('node1', { addresses: ['10.244.0.251'] })],
        slices: [slice('web', { endpoints: [at('10.244.0.251')] })],
      }),
      [],
    ],
    ['left from a selector', facts(bare(), { pods: two, slices: slicesOf(web, two) }), ['E02 warning managed-by']],
    [
      'beside what the selector finds',
      facts(web, { pods: two, slices: [...slicesOf(web, two), mirrored('192.0.2.1')] }),
      ['E02 warning managed-by', 'E03 info'],
    ],
    outside('timeout', ['E02 error no-such-pod']),
    outside('ok', []),
  ],
  E04: [
    ['the last one serves', leaving({ ready: true }), ['E04 warning']],
    ['none serves', leaving({ ready: false }), ['E04 error!']],
  ],
  E05: [
    ['ready for minutes, in no slice', facts(web, { pods: two, slices: [slice('web')] }), ['E05 error!']],
    ['ready just now', facts(web, { pods: [justReady('a')], slices: [slice('web')] }), ['E05 error!']],
    ['one of three', facts(web, { pods: [...two, pod('late')], slices: slicesOf(web, two) }), ['E05 warning']],
  ],
  'T, K, D': [
    [
      'T02 on a node without',
      wantsPods(two, { internalTrafficPolicy: 'Local' }, { nodes: [node('node1'), node('node2')] }),
      ['T02 error!'],
      { node: 'node2' },
    ],
    [
      'T02 on a node with',
      wantsPods(two, { internalTrafficPolicy: 'Local' }, { nodes: [node('node1'), node('node2')] }),
      [],
      { node: 'node1' },
    ],
    [
      'T02 on any node',
      wantsPods(two, { internalTrafficPolicy: 'Local' }, { nodes: [node('node1'), node('node2')] }),
      ['T02 warning'],
    ],
    [
      'T02 on a node with, and it answered: clients of the other get nothing',
      wantsPods(two, { internalTrafficPolicy: 'Local' }, { nodes: [node('node1'), node('node2')] }),
      ['T02 warning'],
      { node: 'node1' },
      sights(wantsPods(two), 'ok', 3, 'cluster-ip'),
    ],
    ['T02 with one on every node', wantsPods(two, { internalTrafficPolicy: 'Local' }, { nodes: [node('node1')] }), []],
    ['T01', wantsPods(two, nodePort, { nodes: [node('node1'), node('node2')] }), ['T01 warning']],
    [
      'T01 asked for',
      wantsPods(two, nodePort, { nodes: [node('node1'), node('node2')] }),
      ['T01 error'],
      { via: ['nodeport'] },
    ],
    ['T01 with one on every node', wantsPods(two, nodePort, { nodes: [node('node1')] }), []],
    [
      'T03',
      facts(web, { pods: two, nodes: [zone('node1', 'a')], slices: hinted('a', 'b') }),
      ['T03 info'],
      { node: 'node1' },
    ],
    [
      'T03 that excludes nobody',
      facts(web, { pods: two, nodes: [zone('node1', 'a')], slices: hinted('a', 'a') }),
      [],
      { node: 'node1' },
    ],
    ['D01', wantsPods(two, {}, { system: { ...dns([]), pods: [] } }), ['D01 error']],
    ['DNS that answers', wantsPods(two, {}, { system: dns([at('10.244.0.2')]) }), []],
    [
      'D01, and names resolve all the same',
      wantsPods(two, {}, { system: dns([]) }),
      [],
      {},
      [{ via: 'dns', host: 'web', port: 0, outcome: 'ok' }],
    ],
    [
      'K01',
      wantsPods(two, {}, { system: { ...dns([at('10.244.0.2')]), pods: [proxy(false)] } }),
      ['K01 error not-ready'],
      { node: 'node1' },
    ],
    [
      'K01 on another node',
      wantsPods(two, {}, { system: { ...dns([at('10.244.0.2')]), pods: [proxy(false)] } }),
      [],
      { node: 'node2' },
    ],
    [
      'kube-proxy is ready',
      wantsPods(two, {}, { system: { ...dns([at('10.244.0.2')]), pods: [proxy(true)] } }),
      [],
      { node: 'node1' },
    ],
  ],
  L: [
    ['L01 without a controller', balancer({}), ['L01 warning no-controller']],
    ['L01 of a class', balancer({ loadBalancerClass: 'example.com/lb' }), ['L01 warning class-unmatched']],
    [
      'L01 with an event',
      balancer({}, [happening('Service', 'web', 'SyncLoadBalancerFailed', 'no quota')]),
      ['L01 warning event'],
    ],
    ['L01 asked for', balancer({}), ['L01 error no-controller'], { via: ['load-balancer'] }],
    ...(['load-balancer', undefined] as const).map((via): Row => {
      const of = balancer({}, [], '203.0.113.7');
      const host = 'a1.elb.example.com';
      const tries = sights(of, 'dns', 3, 'load-balancer').map((sight) => ({ ...sight, host }));
      const severity = via ? 'error' : 'warning';
      return [
        `L01 by a name that is not known, ${via}`,
        of,
        [`L01 ${severity} name`, 'L04 info'],
        { via: via && [via] },
        tries,
      ];
    }),
    ['an address', balancer({}, [], '203.0.113.7'), ['L04 info']],
    [
      'L03',
      balancer({ loadBalancerSourceRanges: ['192.0.2.0/24'] }, [], '203.0.113.7'),
      ['L03 warning', 'L04 info'],
      { via: ['lb'], addresses: ['10.244.0.9'] },
    ],
    [
      'L03 that nobody asked for',
      balancer({ loadBalancerSourceRanges: ['192.0.2.0/24'] }, [], '203.0.113.7'),
      ['L03 info', 'L04 info'],
      { addresses: ['10.244.0.9'] },
    ],
    [
      'L03 that admits',
      balancer({ loadBalancerSourceRanges: ['10.0.0.0/8'] }, [], '203.0.113.7'),
      ['L04 info'],
      { via: ['lb'], addresses: ['10.244.0.9'] },
    ],
  ],
  X01: [
    ['an address', external('192.0.2.7'), ['X01 error ip-address!']],
    ['an IPv6 address', external('2001:db8::7'), ['X01 error ip-address!']],
    ['a name outside', external('db.example.com'), []],
    ['a Service that is there', external('db.prod.svc.cluster.local', true), []],
    ['a Service that is not', external('db.prod.svc.cluster.local', false), ['X01 error nxdomain']],
    ['without the suffix', external('db.prod', true), ['X01 error nxdomain']],
    ['two labels that are no Service', external('example.com', false), []],
    ['itself', external('web.shop.svc.cluster.local', true), ['X01 error loop']],
    [
      'one that leads back',
      external('other.shop.svc.cluster.local', true, {
        type: 'ExternalName',
        externalName: 'web.shop.svc.cluster.local',
      }),
      ['X01 error loop'],
    ],
    [
      'a Service that has no such port',
      external('db.prod.svc.cluster.local', true, { ports: [{ port: 5432 }] }, [{ port: 80 }]),
      ['X01 warning port'],
    ],
    [
      'a headless one, whose pods may have it',
      external('db.prod.svc.cluster.local', true, { clusterIP: 'None', ports: [{ port: 5432 }] }, [{ port: 80 }]),
      [],
    ],
    [
      'a Service that has the port',
      external('db.prod.svc.cluster.local', true, { ports: [{ port: 80 }] }, [{ port: 80 }]),
      [],
    ],
  ],
  'F01, I01': [
    ['pods of one family', wantsPods([pod('a'), pod('b')], dual), ['F01 warning no-endpoints']],
    [
      'a headless Service, which has no addresses',
      wantsPods([pod('a'), pod('b')], { ...headlessSpec, ipFamilies: ['IPv4', 'IPv6'] }),
      [],
    ],
    [
      'pods of both',
      wantsPods([pod('a', { ips: ['10.244.0.5', 'fd00::5'] }), pod('b', { ips: ['10.244.0.6', 'fd00::6'] })], dual),
      [],
    ],
    [
      'pods of the other alone',
      wantsPods(two, { ipFamilies: ['IPv6'], clusterIPs: ['fd00::1'] }),
      ['F01 error no-endpoints!'],
    ],
    [
      'SCTP',
      wantsPods(two, { ports: [{ port: 3868, targetPort: 8080, protocol: 'SCTP' }] }),
      ['I01 warning sctp', 'S03 warning protocol'],
    ],
    ['no ports', wantsPods(two, { clusterIP: 'None', clusterIPs: ['None'], ports: [] }), ['I01 warning no-ports']],
    [
      'no ports, and nobody',
      wantsPods([], { clusterIP: 'None', clusterIPs: ['None'], ports: [] }),
      ['S01 error no-shared-key!', 'I01 warning no-ports'],
    ],
  ],
  M01: [
    ['STRICT', meshed('STRICT'), ['M01 warning istio-proxy']],
    ['PERMISSIVE', meshed('PERMISSIVE'), []],
    ['STRICT, and cut off', meshed('STRICT'), ['M01 error istio-proxy'], {}, cutOff()],
  ],
  'K01, L01 by packets': [
    ['for another proxy', forProxy(), ['S10 info', 'K01 info other-proxy']],
    [
      'for another proxy, and nobody answers',
      forProxy(),
      ['K01 error other-proxy', 'S10 info'],
      {},
      [...sights(forProxy(), 'ok'), ...sights(forProxy(), 'timeout', 4000, 'cluster-ip')],
    ],
    ['for another proxy, which is there', forProxy(), ['S10 info'], {}, sights(forProxy(), 'ok', 3, 'cluster-ip')],
    [
      'a balancer that does not answer',
      balanced(),
      ['L01 warning no-answer', 'L04 info', 'S10 info'],
      {},
      [...sights(balanced(), 'ok'), ...sights(balanced(), 'timeout', 4000, 'load-balancer')],
    ],
    [
      'a balancer, and a Service that does not answer either',
      balanced(),
      ['L04 info', 'S10 info'],
      {},
      [...sights(balanced(), 'timeout', 4000), ...sights(balanced(), 'timeout', 4000, 'load-balancer')],
    ],
  ],
  N05: [
    [
      'policies of other kinds',
      wantsPods(
        two,
        {},
        {
          foreignPolicies: [
            { apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy', metadata: { name: 'x', namespace: 'shop' } },
          ],
        },
      ),
      ['N05 info'],
    ],
  ],
};

for (const [group, cases] of Object.entries(rows)) {
  describe(group, () => {
    test.each(cases)('%s', (_what, of, findings, from, seen) => {
      expect(told(of, from, seen)).toEqual(findings);
    });
  });
}

/** What is offered for a port that a pod refuses, by where else it takes connections. */
test.each<[string, number[], number[], object, string | undefined]>([
  ['where it listens', [3000], [], {}, '"/spec/ports/0/targetPort","value":3000'],
  ['not one of two', [3000, 9090], [], {}, undefined],
  ['not where the pods declare another port beside it', [9090], [8080, 9090], {}, undefined],
  ['what it declares, as long as nobody has tried', [], [9000], {}, '"/spec/ports/0/targetPort","value":9000'],
  ['not what it declares in vain', [3000], [9000, 3000], {}, '"/spec/ports/0/targetPort","value":3000'],
  [
    'of a headless Service its port, too',
    [3000],
    [],
    { clusterIP: 'None', clusterIPs: ['None'], ports: [{ port: 8080 }] },
    '{"op":"replace","path":"/spec/ports/0/port","value":3000}',
  ],
  [
    'not where another port leads',
    [3000],
    [],
    {
      ports: [
        { name: 'a', port: 80, targetPort: 8080 },
        { name: 'b', port: 81, targetPort: 3000 },
      ],
    },
    undefined,
  ],
])('a port that refuses is sent %s', (_, open, declared, spec, fix) => {
  const of = wantsPods([pod('a', { ports: declared.map((containerPort) => ({ containerPort })) })], spec);
  const refused = sights(of, 'refused').slice(0, 1);
  const [first] = refused;
  const others = first ? open.map((port) => ({ ...first, via: 'other-port', port, outcome: 'ok' })) : [];
  const vain =
    first && declared.length > open.length && open.length > 0 ? [{ ...first, via: 'other-port', port: 9000 }] : [];
  const found = diagnose(of, w.vantage, [...refused, ...others, ...vain]).findings.find(({ id }) => id === 'S03');
  const [offered] = found?.fix ?? [];
  expect(offered?.mends ? offered.command : 'nothing').toContain(fix ?? 'nothing');
});

test('who listens over the other IP family alone is told so, and is to be bound anew', () => {
  const of = wantsPods([pod('a', { ips: ['10.244.0.5', 'fd00::5'] })]);
  const [refused] = sights(of, 'refused');
  if (!refused) throw new Error('one pod is tried once');
  const other = { ...refused, via: 'other-port', host: 'fd00::5', outcome: 'ok' };
  const [found] = diagnose(of, w.vantage, [refused, other]).findings;
  expect(found).toMatchObject({
    id: 'S03',
    message: 'nothing listens over IPv4 at TCP port 8080 of a: it listens over IPv6 alone',
  });
  expect(found?.fix).toEqual([
    {
      command: 'kubesvc probe web -n shop --wait 2m',
      why: 'after the server has been made to listen on 0.0.0.0 too, with --host 0.0.0.0, for one',
    },
  ]);
});

test.each<[string, Facts, string, string]>([
  [
    'the labels of a Deployment are not those of its pods',
    labelsOfDeployment(),
    'Deployment web itself has these labels, and its pods have those of its template: run=abc',
    `'{"spec":{"selector":{"app":null,"run":"abc"}}}'`,
  ],
  [
    'a StatefulSet waits for an earlier pod',
    secondOfTwo(2),
    'StatefulSet db makes db-1 once db-0 is ready: it is Running',
    'describe pod db-0',
  ],
  [
    'a StatefulSet has too few replicas',
    secondOfTwo(1),
    'StatefulSet db has 1 replica, and db-1 is not among them',
    'scale statefulset/db --replicas=2',
  ],
  [
    'nobody is ready by a copy of an Endpoints object',
    facts(bare(), {
      pods: [],
      slices: [
        slice('web', {
          managedBy: 'endpointslicemirroring-controller.k8s.io',
          endpoints: [at('10.244.0.9', { conditions: { ready: false } })],
        }),
      ],
    }),
    '1 endpoint has conditions.ready: false',
    'edit endpoints web',
  ],
  [
    'a slice lacks a port, and what it has is for another',
    facts(
      bare({
        ports: [
          { name: 'http', port: 80, targetPort: 8080 },
          { name: 'https', port: 443, targetPort: 8443 },
        ],
      }),
      { pods: [], slices: [slice('web', { ports: [{ name: 'http', port: 8080 }], endpoints: [at('192.0.2.10')] })] },
    ),
    'EndpointSlice web-1 has "http" 8080/TCP; a Service port and a slice port belong together by name and protocol',
    '{"op":"add","path":"/ports/-","value":{"name":"https","port":8443,"protocol":"TCP"}}',
  ],
  [
    'a slice without endpoints has the label, and one with them has not',
    facts(bare(), {
      pods: [],
      slices: [slice('web')],
      explained: { ...none(), unclaimed: [slice('web', { name: 'web-2', labels: {}, endpoints: [at('192.0.2.10')] })] },
    }),
    'the Service has no selector, and lives from slices labelled kubernetes.io/service-name=web',
    'label endpointslice web-2 kubernetes.io/service-name=web',
  ],
  [
    'the only pod leaves, as its Deployment is scaled to 0',
    facts(web, {
      pods: [
        {
          ...madeBy('web', ['http']),
          metadata: { ...madeBy('web', ['http']).metadata, deletionTimestamp: '2026-01-02T03:04:00Z' },
        },
      ],
      explained: { ...none(), workloads: [workload('Deployment', 'web', { replicas: 0 })] },
    }),
    'Deployment web is scaled to 0',
    'scale deployment/web --replicas=1',
  ],
  [
    'the first family has no endpoint, and cannot be given up',
    wantsPods([pod('a'), pod('b')], { ipFamilies: ['IPv6', 'IPv4'], clusterIPs: ['fd00::7', '10.96.0.7'] }),
    'its slices hold no ready IPv6 address',
    'get endpointslices -l kubernetes.io/service-name=web',
  ],
  [
    'a named port that no pod has, and what they have is for another port',
    wantsPods([pod('a', { ports: [{ name: 'http', containerPort: 8080 }] })], {
      ports: [
        { name: 'http', port: 80, targetPort: 'http' },
        { name: 'admin', port: 81, targetPort: 'admin' },
      ],
    }),
    'a declares http 8080/TCP',
    'edit svc web',
  ],
  [
    'its selector was taken away, and its pods were replaced since',
    facts(bare(), {
      pods: two,
      explained: {
        ...none(),
        workloads: [workload('Deployment', 'web', { selector: { matchLabels: { app: 'web' } } })],
      },
      slices: [
        slice('web', {
          managedBy: 'endpointslicemirroring-controller.k8s.io',
          endpoints: [at('10.244.0.9', { targetRef: { kind: 'Pod', name: 'web-old' } })],
        }),
      ],
    }),
    'EndpointSlice web-1 sends to 10.244.0.9:8080',
    `'{"spec":{"selector":{"app":"web"}}}'`,
  ],
  [
    'one number is asked for over two protocols, and served over one',
    wantsPods(two, {
      ports: [
        { name: 'tcp', port: 80, targetPort: 8080 },
        { name: 'udp', port: 80, targetPort: 8080, protocol: 'UDP' },
      ],
    }),
    'web-1 declares 8080/TCP',
    '{"op":"remove","path":"/spec/ports/1"}',
  ],
])('%s: what proves it, and what mends it', (_, of, line, command) => {
  const [found] = diagnose(of, w.vantage).findings;
  expect(found?.evidence).toContain(line);
  expect(found?.fix[0]?.command).toContain(command);
});

test('several ports, of which one is dead: it alone is decided', () => {
  const of = facts(
    service({
      ports: [
        { name: 'http', port: 80, targetPort: 8080 },
        { name: 'metrics', port: 9090, targetPort: 'metrics' },
      ],
    }),
    { pods: two },
  );
  const { dead, decided, findings } = diagnose(of, w.vantage);
  expect({ dead: dead.map(({ port }) => port), decided }).toEqual({ dead: [9090], decided: false });
  expect(findings[0]).toMatchObject({ id: 'S07', ports: ['9090/TCP'], conclusive: true });
});

test.each<[string, string, object, boolean]>([
  ['it has just begun', '2026-01-02T03:03:55Z', {}, true],
  ['it has run for long', '2026-01-02T03:00:00Z', {}, false],
  ['its readiness is probed', '2026-01-02T03:03:55Z', { readinessProbe: { tcpSocket: { port: 9 } } }, false],
])('a pod that refuses may still be starting: %s', (_, startedAt, container, starting) => {
  const status = {
    name: 'web',
    ready: true,
    restartCount: 0,
    image: '',
    imageID: '',
    state: { running: { startedAt } },
  };
  const of = wantsPods([pod('a', { container, status: { containerStatuses: [status] } })]);
  const [found] = diagnose(of, w.vantage, sights(of, 'refused')).findings;
  expect(found?.evidence.some((line) => line.includes('may still be starting'))).toBe(starting);
  expect(found?.fix.some(({ command }) => command.includes('--wait=1m'))).toBe(starting);
});

test('two causes at once are both told, the one that decides first', () => {
  const of = facts(service({ selector: { app: 'webb' }, type: 'LoadBalancer' }), { pods: two });
  expect(told(of)).toEqual(['S01 error label-mismatch!', 'L01 warning no-controller']);
});

/** A pod of a Deployment, which declares 8080 under these names. */
function madeBy(maker: string, names: string[]) {
  return pod(`${maker}-1`, {
    labels: { app: 'web', tier: maker, 'pod-template-hash': 'x' },
    ports: names.map((name) => ({ containerPort: 8080, name })),
    metadata: { ownerReferences: [{ kind: 'ReplicaSet', name: `${maker}-x`, controller: true }] },
  });
}

/** What came of each pod in turn. */
function ofEach(of: Facts, outcomes: string[]): Sight[] {
  return sights(of, 'ok').map((sight, index) => ({ ...sight, outcome: outcomes[index] ?? 'ok' }));
}

function statefulPod(subdomain: string) {
  const ownerReferences = [{ kind: 'StatefulSet', name: 'db', controller: true }];
  return pod('db-0', { spec: { hostname: 'db-0', subdomain }, metadata: { ownerReferences } });
}

/** The Service of a proxy that is not kube-proxy. */
function forProxy() {
  const labels = { 'service.kubernetes.io/service-proxy-name': 'other' };
  return facts(service({}, 'web', { metadata: { name: 'web', namespace: 'shop', labels } }), { pods: [pod('a')] });
}

function balanced() {
  const status = { loadBalancer: { ingress: [{ ip: '10.200.0.9' }] } };
  return facts(service({ type: 'LoadBalancer' }, 'web', { status }), { pods: [pod('a')] });
}

function labelsOfDeployment() {
  const labels = { run: 'abc' };
  const deployment = workload(
    'Deployment',
    'web',
    { selector: { matchLabels: labels }, template: { metadata: { labels } } },
    { metadata: { name: 'web', namespace: 'shop', labels: { app: 'web' } } },
  );
  return facts(web, { pods: [pod('web-x', { labels })], explained: { ...none(), workloads: [deployment] } });
}

/** The Service of db-1 alone, which is not there. */
function secondOfTwo(replicas: number) {
  const name = { 'statefulset.kubernetes.io/pod-name': 'db-0' };
  return facts(service({ selector: { 'statefulset.kubernetes.io/pod-name': 'db-1' } }), {
    pods: [pod('db-0', { labels: { app: 'db', ...name }, ready: false })],
    explained: { ...none(), workloads: [workload('StatefulSet', 'db', { replicas })] },
  });
}

function none() {
  return { workloads: [], events: [], unclaimed: [], elsewhere: undefined };
}

function running(name: string, container: object) {
  return pod(name, {
    ready: false,
    container,
    status: {
      containerStatuses: [
        { name: 'web', ready: false, restartCount: 0, image: 'nginx', imageID: '', state: { running: {} } },
      ],
    },
  });
}

function probe(port: number) {
  return { ports: [{ containerPort: 9090 }], container: { readinessProbe: { tcpSocket: { port } } } };
}

function args(...words: string[]) {
  return { container: { args: words } };
}

function named(name: string, port: string, protocol = 'TCP') {
  return pod(name, { ports: [{ containerPort: 8080, name: port, protocol }] });
}

function withSeen(
  what: string,
  pods: ReturnType<typeof pod>[],
  outcome: string,
  findings: string[],
  took = 3,
  spec: object = {},
): Row[] {
  const of = wantsPods(pods, spec);
  return [[what, of, findings, {}, sights(of, outcome, took)]];
}

function outside(outcome: string, findings: string[]): Row {
  const of = facts(bare(), { pods: [], slices: [slice('web', { endpoints: [at('192.0.2.10')] })] });
  return [`outside, and it came to ${outcome}`, of, findings, {}, sights(of, outcome)];
}

function mirrored(ip: string) {
  return slice('web', { name: 'web-copy', managedBy: 'endpointslicemirroring-controller.k8s.io', endpoints: [at(ip)] });
}

function leaving({ ready }: { ready: boolean }) {
  return wantsPods([pod('a', { ready, metadata: { deletionTimestamp: '2026-01-02T03:04:00Z' } })]);
}

function justReady(name: string) {
  return pod(name, {
    status: { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-01-02T03:04:04Z' }] },
  });
}

function zone(name: string, of: string) {
  return node(name, { labels: { 'topology.kubernetes.io/zone': of } });
}

function hinted(...zones: string[]) {
  return zones.map((one, index) =>
    slice('web', {
      name: `web-${index}`,
      endpoints: [
        {
          ...at(two[index]?.status?.podIPs?.[0]?.ip ?? ''),
          targetRef: { kind: 'Pod', name: `web-${index + 1}` },
          hints: { forZones: [{ name: one }] },
        },
      ],
    }),
  );
}

function dns(endpoints: NonNullable<ReturnType<typeof slice>['endpoints']>) {
  return {
    dnsService: service({ ports: [{ name: 'dns', port: 53, protocol: 'UDP' }] }, 'kube-dns'),
    dnsSlices: [slice('kube-dns', { ports: [{ name: 'dns', port: 53, protocol: 'UDP' }], endpoints })],
    pods: undefined,
  };
}

function proxy(ready: boolean) {
  return pod('kube-proxy-1', { labels: { 'k8s-app': 'kube-proxy' }, ready });
}

function balancer(spec: object, events: ReturnType<typeof happening>[] = [], ip?: string) {
  const of = service({ type: 'LoadBalancer', ...spec }, 'web', {
    status: { loadBalancer: ip === undefined ? {} : { ingress: [{ ip }] } },
  });
  return facts(of, { pods: two, explained: { ...none(), events } });
}

function external(externalName: string, exists?: boolean, target: object = {}, ports: object[] = []) {
  const [name = '', namespace = ''] = externalName.split('.');
  return facts(
    service({
      type: 'ExternalName',
      externalName,
      selector: undefined as never,
      ports: ports as never,
      clusterIP: '',
      clusterIPs: [],
    }),
    {
      pods: [],
      slices: [],
      externalTargets: new Map(
        exists === undefined
          ? []
          : [
              [
                externalName,
                {
                  name,
                  namespace,
                  service: exists ? service(target, name, { metadata: { name, namespace } }) : undefined,
                },
              ],
            ],
      ),
    },
  );
}

function meshed(mode: string) {
  const pods = ['a', 'b'].map((name) =>
    pod(name, { spec: { containers: [{ name: 'web' }, { name: 'istio-proxy' }] } }),
  );
  return wantsPods(
    pods,
    {},
    {
      peerAuthentications: [
        {
          apiVersion: 'security.istio.io/v1',
          kind: 'PeerAuthentication',
          metadata: { name: 'default', namespace: 'istio-system' },
          spec: { mtls: { mode } },
        },
      ],
    },
  );
}

function cutOff(): Sight[] {
  const servicePort = service().spec.ports?.[0];
  return [
    { via: 'endpoints', host: '10.244.0.1', port: 8080, layer: 'l4', outcome: 'ok', servicePort },
    { via: 'endpoints', host: '10.244.0.1', port: 8080, layer: 'l7', outcome: 'reset', servicePort },
  ];
}

function front(outcome: string): Sight[] {
  return [
    { via: 'cluster-ip', layer: 'l4', host: '10.96.0.7', port: 80, outcome, servicePort: service().spec.ports?.[0] },
  ];
}

test('where another pod listens says nothing of the one that refuses', () => {
  const of = wantsPods([pod('a', { ips: ['10.244.0.5', 'fd00::5'] }), pod('b', { ips: ['10.244.0.6', 'fd00::6'] })]);
  const [good, bad] = sights(of, 'ok');
  if (!good || !bad) throw new Error('two pods are tried once each');
  const other = { ...good, via: 'other-port' };
  const [found] = diagnose(of, w.vantage, [
    good,
    { ...bad, outcome: 'refused' },
    { ...other, host: 'fd00::5' },
    { ...other, port: 9090 },
  ]).findings;
  expect(found?.message).toBe('nothing listens at TCP port 8080 of b, while 1 other endpoint answers');
});
