import type { KubeClient, ListOptions, Table, WatchOptions } from '../kube/client.ts';
import { kinds } from '../service/kinds.ts';
import type { KubeObject } from '../service/types.ts';

/** One Service as it is or was: as an object, or as a row of the server's table. */
export interface State {
  key: string;
  version: string;
  shown: KubeObject | Table;
}

export interface Change {
  type: string;
  /** None for a bookmark, which only carries a version. */
  state?: State;
  version?: string | undefined;
}

/** Where a watch gets what it shows from. */
export interface Source {
  read(name: string, namespace: string | undefined, signal: AbortSignal): Promise<State>;
  list(options: ListOptions): Promise<{ states: State[]; version: string }>;
  watch(options: WatchOptions): AsyncIterable<Change>;
}

export const isTable = (shown: KubeObject | Table): shown is Table => 'rows' in shown;

/** The object of a state; of a row, what the row carries of it. */
export const objectOf = ({ shown }: State): KubeObject | undefined => (isTable(shown) ? shown.rows[0]?.object : shown);

const keyOf = ({ metadata }: KubeObject) => metadata.uid ?? `${metadata.namespace ?? ''}/${metadata.name}`;

/** Whole objects, for formats. */
export function objectSource(kube: KubeClient): Source {
  const stateOf = (object: KubeObject): State => ({
    key: keyOf(object),
    version: object.metadata.resourceVersion ?? '',
    shown: object,
  });
  return {
    read: async (name, namespace, signal) => stateOf(await kube.read(kinds.Service, { name, namespace }, signal)),
    async list(options) {
      const { items, resourceVersion } = await kube.list(kinds.Service, options);
      return { states: items.map(stateOf), version: resourceVersion };
    },
    async *watch(options) {
      for await (const { type, object } of kube.watch(kinds.Service, options)) {
        const version = object.metadata.resourceVersion;
        yield type === 'BOOKMARK' ? { type, version } : { type, version, state: stateOf(object) };
      }
    },
  };
}

/** Rows of the server's own table, with the whole object where something is to be read from it. */
export function tableSource(kube: KubeClient, includeObject?: 'Object'): Source {
  // Of all tables of one watch, the server names the columns of the first alone.
  let columns: Table['columnDefinitions'] = [];
  const statesOf = ({ columnDefinitions, rows }: Table): State[] => {
    if (columnDefinitions && columnDefinitions.length > 0) columns = columnDefinitions;
    return (rows ?? []).flatMap((row) =>
      row.object
        ? {
            key: keyOf(row.object),
            version: row.object.metadata.resourceVersion ?? '',
            shown: { columnDefinitions: columns, rows: [row] },
          }
        : [],
    );
  };
  return {
    async read(name, namespace, signal) {
      const [state] = statesOf(await kube.table(kinds.Service, { name, namespace, signal }));
      return state ?? { key: name, version: '', shown: { columnDefinitions: [], rows: [] } };
    },
    async list(options) {
      const table = await kube.table(kinds.Service, { ...options, includeObject });
      return { states: statesOf(table), version: table.metadata?.resourceVersion ?? '' };
    },
    async *watch(options) {
      for await (const { type, object } of kube.watchTable(kinds.Service, options)) {
        const [state] = statesOf(object);
        const version = state?.version ?? object.metadata?.resourceVersion;
        yield type === 'BOOKMARK' || !state ? { type, version } : { type, version, state };
      }
    },
  };
}
