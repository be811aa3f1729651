import { fc } from '../support/seed.ts';
import { describe, expect, test } from 'vitest';
import { inBlock, isAddress } from '../../src/diagnosis/addresses.ts';
import { endpointsOf, inRotation, within } from '../../src/diagnosis/endpoints.ts';
import { isReady, matches } from '../../src/diagnosis/facts.ts';
import { join } from '../../src/diagnosis/join.ts';
import { findPort, portsOf } from '../../src/diagnosis/pods.ts';
import { facts, node, pod, service, slice } from './world.ts';

const port = { port: 80, name: 'http' };
const ready = (address: string, conditions?: object) => ({ addresses: [address], ...(conditions && { conditions }) });
const http = [{ name: 'http', port: 8080 }];

describe('slices and a port of the Service', () => {
  test.each<[string, ReturnType<typeof slice>[], string[], object?]>([
    ['no conditions: ready', [slice('web', { ports: http, endpoints: [ready('10.0.0.1')] })], ['10.0.0.1']],
    [
      'conditions without ready: ready',
      [slice('web', { ports: http, endpoints: [ready('10.0.0.1', {})] })],
      ['10.0.0.1'],
    ],
    [
      'not ready, not terminating: out',
      [slice('web', { ports: http, endpoints: [ready('10.0.0.1', { ready: false, serving: true })] })],
      [],
    ],
    [
      'serving while it terminates, and nobody else',
      [
        slice('web', {
          ports: http,
          endpoints: [ready('10.0.0.1', { ready: false, serving: true, terminating: true })],
        }),
      ],
      ['10.0.0.1'],
    ],
    [
      'serving while it terminates, beside a ready one',
      [
        slice('web', {
          ports: http,
          endpoints: [ready('10.0.0.1', { ready: false, serving: true, terminating: true }), ready('10.0.0.2')],
        }),
      ],
      ['10.0.0.2'],
    ],
    [
      'the same address in two slices',
      [
        slice('web', { ports: http, endpoints: [ready('10.0.0.1', { ready: false })] }),
        slice('web', { name: 'b', ports: http, endpoints: [ready('10.0.0.1')] }),
      ],
      ['10.0.0.1'],
    ],
    [
      'only the first address counts',
      [slice('web', { ports: http, endpoints: [{ addresses: ['10.0.0.1', '10.0.0.2'] }] })],
      ['10.0.0.1'],
    ],
    ['another port name', [slice('web', { ports: [{ name: '', port: 8080 }], endpoints: [ready('10.0.0.1')] })], []],
    [
      'another protocol',
      [slice('web', { ports: [{ name: 'http', port: 8080, protocol: 'UDP' }], endpoints: [ready('10.0.0.1')] })],
      [],
    ],
    [
      'no name is the empty name',
      [slice('web', { ports: [{ port: 8080 }], endpoints: [ready('10.0.0.1')] })],
      ['10.0.0.1'],
      { port: 80 },
    ],
    ['ports: null', [slice('web', { ports: null as never, endpoints: [ready('10.0.0.1')] })], []],
    ['endpoints: null', [slice('web', { ports: http, endpoints: null as never })], []],
    ['FQDN', [slice('web', { addressType: 'FQDN', ports: http, endpoints: [ready('example.com')] })], []],
  ])('%s', (_what, slices, addresses, of = port) => {
    expect(inRotation(endpointsOf(slices, of as typeof port)).map(({ address }) => address)).toEqual(addresses);
  });

  test('families are in rotation each for itself, and those that the Service lacks are not at all', () => {
    const slices = [
      slice('web', { ports: http, endpoints: [ready('10.0.0.1')] }),
      slice('web', {
        name: 'six',
        addressType: 'IPv6',
        ports: http,
        endpoints: [ready('fd00::1', { ready: false, serving: true, terminating: true })],
      }),
    ];
    const of = (ipFamilies: string[]) =>
      within(service({ ipFamilies, ports: [port] }), slices, port).map(({ address }) => address);
    expect(of(['IPv4', 'IPv6'])).toEqual(['10.0.0.1', 'fd00::1']);
    expect(of(['IPv6'])).toEqual(['fd00::1']);
  });

  test('a headless name leads to every ready address, whatever its ports are called', () => {
    const slices = [
      slice('web', {
        ports: [],
        endpoints: [ready('10.0.0.1'), ready('10.0.0.2', { ready: false, serving: true, terminating: true })],
      }),
    ];
    const headless = service({ clusterIP: 'None', ports: [port] });
    expect(within(headless, slices, port).map(({ address, port: to }) => `${address}:${to}`)).toEqual(['10.0.0.1:80']);
  });

  test('the order of slices and endpoints does not matter', () => {
    const endpoint = fc.record({
      address: fc.constantFrom('10.0.0.1', '10.0.0.2', '10.0.0.3'),
      ready: fc.option(fc.boolean(), { nil: undefined }),
      serving: fc.option(fc.boolean(), { nil: undefined }),
      terminating: fc.option(fc.boolean(), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(fc.array(endpoint, { maxLength: 3 }), { maxLength: 4 }), (groups) => {
        // One address has one state: what two slices say of it may differ for a moment only.
        const states = new Map(groups.flat().map((one) => [one.address, one]));
        const slices = groups.map((group, index) =>
          slice('web', {
            name: `s${index}`,
            ports: http,
            endpoints: group.map(({ address }) => {
              const { address: _, ...conditions } = states.get(address) ?? { address };
              return ready(address, JSON.parse(JSON.stringify(conditions)) as object);
            }),
          }),
        );
        const of = (all: typeof slices) => new Set(inRotation(endpointsOf(all, port)).map(({ address }) => address));
        expect(of([...slices].reverse())).toEqual(of(slices));
      }),
    );
  });
});

describe('FindPort', () => {
  const sidecar = {
    name: 'side',
    restartPolicy: 'Always',
    ports: [
      { name: 'admin', containerPort: 15000 },
      { name: 'http', containerPort: 1 },
    ],
  };
  const init = { name: 'init', ports: [{ name: 'setup', containerPort: 7 }] };
  const one = pod('a', {
    ports: [
      { name: 'http', containerPort: 8080 },
      { name: 'dns', containerPort: 53, protocol: 'UDP' },
      { name: 'dns', containerPort: 5353, protocol: 'TCP' },
    ],
    spec: { initContainers: [init, sidecar] as never },
  });
  test.each<[string | number, string, number | undefined]>([
    [8443, 'TCP', 8443],
    ['http', 'TCP', 8080],
    ['http', 'UDP', undefined],
    ['dns', 'UDP', 53],
    ['dns', 'TCP', 5353],
    ['admin', 'TCP', 15000],
    ['setup', 'TCP', undefined],
    ['none', 'TCP', undefined],
  ])('%s/%s', (target, protocol, number) => {
    expect(findPort(one, target, protocol)).toBe(number);
  });
  test('declared ports are those of containers and of sidecars', () => {
    expect(portsOf(one).map(({ container, port: number }) => `${container} ${number}`)).toEqual([
      'web 8080',
      'web 53',
      'web 5353',
      'side 15000',
      'side 1',
    ]);
  });
});

test('each Service is given the pods that its selector matches, and its slices', () => {
  const labels = fc.dictionary(fc.constantFrom('app', 'tier', 'v'), fc.constantFrom('a', 'b'), { minKeys: 1 });
  fc.assert(
    fc.property(
      fc.array(labels, { maxLength: 8 }),
      fc.array(labels, { minLength: 1, maxLength: 6 }),
      (ofPods, selectors) => {
        const pods = ofPods.map((own, index) =>
          pod(`p${index}`, { labels: own, metadata: { namespace: index % 2 ? 'shop' : 'other' } }),
        );
        const services = selectors.map((selector, index) => service({ selector }, `s${index}`));
        const { now, system, policies, foreignPolicies, peerAuthentications, nodes, explained, openShift, skipped } =
          facts(service());
        const slices = services.map((one) => slice(one));
        const all = join({
          now,
          services,
          neighbours: services,
          slices,
          pods,
          namespaces: [],
          system,
          policies,
          foreignPolicies,
          peerAuthentications,
          nodes,
          explained,
          externalTargets: new Map(),
          openShift,
          skipped,
        });
        for (const { service: own, selected, slices: parts } of all) {
          expect(selected).toEqual(
            pods.filter(
              (one) => one.metadata.namespace === 'shop' && matches(own.spec.selector ?? {}, one.metadata.labels ?? {}),
            ),
          );
          expect(parts?.map(({ metadata }) => metadata.name)).toEqual([`${own.metadata.name}-1`]);
        }
      },
    ),
  );
});

test('addresses and blocks', () => {
  expect(
    ['10.0.0.1', '::1', 'fd00::', '::ffff:10.0.0.1', '1:2:3:4:5:6:7:8'].filter((text) => !isAddress(text)),
  ).toEqual([]);
  expect(
    ['10.0.0', '10.0.0.256', 'db.example.com', ':::', '1:2', 'fd00::1::2', '', '1:2:3:4:5:6:7:8:9', 'g::'].filter(
      isAddress,
    ),
  ).toEqual([]);
  expect(inBlock('10.1.2.3', '10.0.0.0/8')).toBe(true);
  expect(inBlock('11.1.2.3', '10.0.0.0/8')).toBe(false);
  expect(inBlock('fd00::5', 'fd00::/64')).toBe(true);
  expect(inBlock('fd00:0:0:1::5', 'fd00::/64')).toBe(false);
  expect(inBlock('10.0.0.1', '::/0')).toBe(false);
  expect(inBlock('::ffff:10.0.0.1', '10.0.0.0/8')).toBe(true);
  expect(inBlock('10.0.0.1', '10.0.0.0/33')).toBe(false);
  expect(isReady(pod('a')) && node('n').ready).toBe(true);
});
