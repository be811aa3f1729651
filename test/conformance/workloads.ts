import { fc } from '../support/seed.ts';
import type { KubeObject } from '../../src/service/types.ts';

/** Workloads that kubectl can expose, with what is awkward in them; docs/differences.md has what is left out here. */

const alphanumeric = 'abcdefghijklmnopqrstuvwxyz0123456789';
const word = (characters: string, most: number) =>
  fc.string({ unit: fc.constantFrom(...characters), minLength: 1, maxLength: most });

/** DNS labels, some of which YAML 1.1 reads as something else, and some longer than a Service's name may be. */
export const name = fc.oneof(
  { weight: 4, arbitrary: word(alphanumeric, 12) },
  {
    weight: 2,
    arbitrary: word(`${alphanumeric}--`, 70).filter((text) => !/^-|-$|-{2}/.test(text) && text[62] !== '-'),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('y', 'n', 'no', 'on', 'yes', 'true', 'null', '1', '017', '0x1f', '1e3', '0b1'),
  },
);

/** Label values: up to 63 letters, digits, `-`, `_`, `.`, and an empty one. */
export const labelValue = fc.oneof(
  { weight: 3, arbitrary: word(`${alphanumeric}ABCXYZ`, 10) },
  {
    weight: 2,
    arbitrary: word(`${alphanumeric}AZ-_.`, 63).filter(
      (text) => /^[A-Za-z0-9]/.test(text) && /[A-Za-z0-9]$/.test(text),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...'y Y yes Yes on ON off n N no true TRUE false null Null NULL 0 1 017 0o17 0x1F 0b11 1_000 1e3 1E3 1.0 1.5e-7 08 1.2.3'.split(
        ' ',
      ),
      ...'2001-01-01 v1.2.3-rc.1 1-2 e1 NaN nan inf 9007199254740993 0.30000000000000004'.split(' '),
      '',
    ),
  },
);

const labelKey = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('app', 'tier', 'run', 'y', 'no', '1', '1.5', 'null', 'A_b', 'x-y') },
  { weight: 1, arbitrary: word(alphanumeric, 20) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('app.kubernetes.io/name', 'app.kubernetes.io/version', 'example.com/true', 'a.b/1e3'),
  },
);

export const labels = fc.dictionary(labelKey, labelValue, { minKeys: 1, maxKeys: 4, noNullPrototype: true });

const number = fc.oneof(fc.constantFrom(53, 80, 443, 8080, 65535, 1), fc.integer({ min: 1, max: 65535 }));

interface Port {
  containerPort: number;
  protocol?: 'TCP' | 'UDP' | 'SCTP';
  name?: string;
}

const port: fc.Arbitrary<Port> = fc.record(
  {
    containerPort: number,
    protocol: fc.constantFrom('TCP' as const, 'UDP' as const, 'SCTP' as const),
    name: fc.constantFrom('http', 'dns', 'metrics', 'x-1', 'a1'),
  },
  { requiredKeys: ['containerPort'] },
);

/** No number twice for one protocol: kubectl would emit it twice. */
const ports = (least: number) =>
  fc.uniqueArray(port, {
    minLength: least,
    maxLength: 6,
    selector: ({ containerPort, protocol = 'TCP' }) => `${containerPort}/${protocol}`,
  });

export interface Case {
  object: KubeObject;
  /** The numbers that it declares. */
  numbers: number[];
}

const kinds = ['Pod', 'ReplicationController', 'ReplicaSet', 'Deployment', 'Service'] as const;

export const workload: fc.Arbitrary<Case> = fc
  .record({
    kind: fc.constantFrom(...kinds),
    name,
    labels: fc.option(labels, { nil: undefined }),
    selector: labels,
    ports: ports(0),
    /** Where the ports are parted into containers. */
    cut: fc.nat({ max: 5 }),
    initPorts: fc.option(ports(1), { nil: undefined }),
    namespace: fc.constant(undefined),
    noise: fc.boolean(),
  })
  .map(({ kind, labels: own, selector, ports: declared, cut, initPorts, noise, name: called }) => {
    const containers = [declared.slice(0, cut), declared.slice(cut)].map((some, index) => ({
      name: `c${index}`,
      image: 'nginx',
      ...(some.length > 0 && { ports: some }),
    }));
    const pods = {
      ...(initPorts && { initContainers: [{ name: 'i', image: 'nginx', restartPolicy: 'Always', ports: initPorts }] }),
      containers,
      ...(noise && {
        terminationGracePeriodSeconds: 5,
        nodeSelector: { a: 'b' },
        tolerations: [{ operator: 'Exists' }],
      }),
    };
    const labelled = kind === 'Pod' ? selector : own;
    const metadata = {
      name: called,
      ...(labelled && { labels: labelled }),
      ...(noise && { annotations: { note: 'a: b # c' }, finalizers: ['example.com/x'] }),
    };
    const template = { metadata: { labels: { ...selector, extra: 'x' } }, spec: pods };
    const numbers = [...new Set(declared.map(({ containerPort }) => containerPort))];
    const object = { apiVersion: apiVersionOf(kind), kind, metadata, spec: specOf(kind) };
    return { object, numbers };

    function specOf(of: (typeof kinds)[number]): object {
      if (of === 'Pod') return pods;
      if (of === 'ReplicationController') return { replicas: 2, selector, template };
      if (of !== 'Service') return { replicas: 2, selector: { matchLabels: selector }, template };
      // kubectl loses names, targets and appProtocols; protocols it keeps.
      const kept = declared.map(({ containerPort, protocol }) => ({
        port: containerPort,
        ...(protocol && { protocol }),
      }));
      return { selector, ports: kept };
    }
  });

const apiVersionOf = (kind: string) => (kind === 'ReplicaSet' || kind === 'Deployment' ? 'apps/v1' : 'v1');
