import { readdirSync, readFileSync } from 'node:fs';
import { loadAll } from 'js-yaml';
import type { KubeObject } from '../../src/service/types.ts';
import { type Backend, expanded } from './backend.ts';

/** What one run of the probe must come to. */
export interface Answer {
  /** Of `kubesvc`; `probe SERVICE` where absent. @namespace@ and @other@ are replaced, as in manifests. */
  args?: string;
  /** Id of the finding that is named as the cause; null: nothing is wrong, and nothing is warned of. */
  cause: string | null;
  /** The cause's machine-readable sub-case. */
  reason?: string;
  verdict: 'reachable' | 'degraded' | 'unreachable' | 'inconclusive';
  exitCode: number;
  /** A Job was made, whatever became of it. */
  podCreated: boolean;
  /** Texts that the report must hold: names, values, the words of an event. */
  mentions?: string[];
  /** Ids of notes that must be there too. */
  also?: string[];
  /** Ask as this ServiceAccount of the namespace; as the scenario says where absent. */
  as?: string;
}

export interface Expected extends Answer {
  kind: 'Expected';
  /** What is wrong, in a sentence. */
  about: string;
  /** Further runs in the same place; one that says what it is about is a scenario of its own in docs/faults.md. */
  then?: (Answer & { about?: string })[];
  /** The first fix of the cause, pasted into a shell, mends it: the next probe is reachable. */
  mended?: boolean;
  /** kubectl wait arguments that say when the state is reached; where absent, and no event is waited for, every workload is rolled out. */
  until?: string[];
  /** What an event of the namespace says when the state is reached. */
  happened?: string;
  /** kubectl lines that bring the state about, once all is well. */
  after?: string[];
  /** Seconds that the state is to last before it is asked about. */
  lasting?: number;
  /** Labels of the namespace. */
  labels?: Record<string, string>;
  /** What the cluster must have. */
  needs?: 'network-policies' | 'dual-stack' | 'no-load-balancer' | 'own-addresses' | 'two-nodes';
  /** Disturbs the whole cluster: after all others, alone, and on our own cluster only. */
  disturbs?: Disturbance;
}

/** What is out of order: cluster DNS, all Service proxies or that of node2, the controllers, the way between nodes. */
export type Disturbance = 'dns' | 'proxy' | 'proxy-of-node2' | 'controllers' | 'between-nodes';

export interface Scenario {
  /** `01-selector-typo`. */
  name: string;
  expected: Expected;
  /** As they are applied, but for the namespace. */
  objects: KubeObject[];
  /** What is applied while the cluster is out of order: in the file, after a document of kind Meanwhile. */
  meanwhile: KubeObject[];
}

/** Scenarios for a cluster that is made for them: of two nodes, and without load balancers. */
export const needsOwnCluster = ({ expected: { needs } }: Scenario): boolean =>
  needs === 'no-load-balancer' || needs === 'two-nodes';

const folder = new URL('./scenarios/', import.meta.url);

/** All scenarios, each a file: first what is expected, then what is applied. */
export const scenarios: Scenario[] = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .sort()
  .map((file) => {
    const [first, ...rest] = loadAll(readFileSync(new URL(file, folder), 'utf8')) as [
      Expected,
      ...(KubeObject | Backend)[],
    ];
    if (first.kind !== 'Expected') throw new Error(`${file}: the first document must be of kind Expected`);
    const objects = rest.flatMap((one) => (one.kind === 'Backend' ? expanded(one as Backend) : [one as KubeObject]));
    const at = objects.findIndex(({ kind }) => kind === 'Meanwhile');
    return {
      name: file.replace(/\.yaml$/, ''),
      expected: first,
      objects: at < 0 ? objects : objects.slice(0, at),
      meanwhile: at < 0 ? [] : objects.slice(at + 1),
    };
  });

/** The Service that is asked about where a scenario does not say. */
export function serviceOf({ objects, meanwhile, name }: Scenario): string {
  const service = [...objects, ...meanwhile].find(({ kind }) => kind === 'Service');
  if (!service) throw new Error(`${name}: no Service in it`);
  return service.metadata.name;
}
