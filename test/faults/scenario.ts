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
}

export interface Expected extends Answer {
  kind: 'Expected';
  /** What is wrong, in a sentence. */
  about: string;
  /** Further runs in the same place. */
  then?: Answer[];
  /** The first fix of the cause, pasted into a shell, mends it: the next probe is reachable. */
  mended?: boolean;
  /** kubectl wait arguments that say when the state is reached; where absent, every workload is rolled out. */
  until?: string[];
  /** Labels of the namespace. */
  labels?: Record<string, string>;
  /** What the cluster must have. */
  needs?: 'network-policies' | 'dual-stack' | 'no-load-balancer' | 'own-addresses';
  /** Disturbs the whole cluster: after all others, alone, and on our own cluster only. */
  disturbs?: 'dns' | 'proxy';
  /** Ask as this ServiceAccount of the namespace. */
  as?: string;
}

export interface Scenario {
  /** `01-selector-typo`. */
  name: string;
  expected: Expected;
  /** As they are applied, but for the namespace. */
  objects: KubeObject[];
}

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
    const objects = rest.map((one) => (one.kind === 'Backend' ? expanded(one as Backend) : (one as KubeObject)));
    return { name: file.replace(/\.yaml$/, ''), expected: first, objects };
  });

/** The Service that is asked about where a scenario does not say. */
export function serviceOf({ objects, name }: Scenario): string {
  const service = objects.find(({ kind }) => kind === 'Service');
  if (!service) throw new Error(`${name}: no Service in it`);
  return service.metadata.name;
}
