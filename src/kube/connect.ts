import { ConnectionError, ServerError, type Status, UsageError } from '../errors.ts';
import { apiVersionOf, type Kind } from '../service/kinds.ts';
import type { KubeObject } from '../service/types.ts';
import type {
  ConnectionFlags,
  KubeClient,
  KubeList,
  ListOptions,
  Table,
  TableEvent,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from './client.ts';
import type { Request } from './exchange.ts';
import { pathOf, query } from './paths.ts';
import { settingsFor } from './settings.ts';
import { failureIn } from './status.ts';
import { createTransport } from './transport.ts';

export interface Surroundings {
  env: Readonly<Record<string, string | undefined>>;
  userAgent: string;
  /** Takes the text of each `Warning:` header. */
  warn: (text: string) => void;
  /** Takes what `-v` shows of requests. */
  log?: ((text: string) => void) | undefined;
}

const pageSize = 500;
const asTable =
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';

const patchTypes = {
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml', // JSON is YAML
};

const written = ({ dryRun, fieldManager, fieldValidation }: WriteOptions) => ({
  dryRun: dryRun === 'server' ? 'All' : undefined,
  fieldManager,
  fieldValidation,
});

/** The one door to a cluster: reads the kubeconfig and answers a client. Sends nothing yet. */
export async function connect(
  flags: ConnectionFlags,
  { env, userAgent, warn, log }: Surroundings,
): Promise<KubeClient> {
  const settings = await settingsFor(flags, env);
  const { v = 0 } = flags;
  const trace = v >= 6 && log ? (await import('./trace.ts')).createTrace(v, log) : undefined;
  const transport = createTransport(settings, { userAgent, warn, trace });
  const json = async <T>(request: Request): Promise<T> => {
    const text = await transport.text(request);
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw strange(request, 'something that is not JSON');
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw strange(request, 'no object');
    const failure = failureIn(value);
    if (failure) throw failure;
    return value as T;
  };
  const strange = ({ method, path }: Request, what: string) =>
    new ConnectionError(
      `Unable to connect to the server: ${settings.server.host} answered ${method} ${path} with ${what}; is it the API server of a cluster?`,
    );

  const tabular = <T extends Table>(page: T, path: string): T => {
    if (Array.isArray(page.columnDefinitions)) return page;
    throw strange({ method: 'GET', path }, 'no table');
  };

  /** All pages of a list, or the first `limit` objects alone. */
  async function* pages<P extends { metadata?: { continue?: string } }>(
    path: string,
    { labelSelector, fieldSelector, chunkSize = pageSize, limit, signal }: ListOptions,
    more: { accept?: string; includeObject?: string | undefined } = {},
  ) {
    const { accept, includeObject } = more;
    const size = limit ?? (chunkSize > 0 ? chunkSize : undefined);
    let token: string | undefined;
    do {
      const page = await json<P>({
        method: 'GET',
        path: path + query({ includeObject, labelSelector, fieldSelector, limit: size, continue: token }),
        accept,
        signal,
      });
      yield page;
      token = page.metadata?.continue;
      if (limit !== undefined) return;
    } while (token);
  }

  /** The events of one stream, until it ends. */
  async function* events<E extends { type: string }>(path: string, options: WatchOptions, accept?: string) {
    const { labelSelector, fieldSelector, resourceVersion, signal } = options;
    const parameters = query({
      allowWatchBookmarks: accept === undefined ? undefined : true,
      labelSelector,
      fieldSelector,
      resourceVersion,
      watch: true,
    });
    for await (const line of transport.lines({
      method: 'GET',
      path: path + parameters,
      accept,
      signal,
      endless: true,
    })) {
      const event = JSON.parse(line) as E | { type: 'ERROR'; object: Status };
      if (event.type === 'ERROR') throw new ServerError((event as { object: Status }).object);
      yield event as E;
    }
  }

  let resources: Promise<Kind[]> | undefined;
  /** What the server has, asked for once. */
  const discovered = () => (resources ??= import('./discovery.ts').then(({ discover }) => discover(json)));

  return {
    namespace: settings.namespace,
    namespaceGiven: settings.namespaceGiven,
    server: settings.server.origin,
    serverTime: () => transport.serverTime(),

    read: (kind, { namespace, name, subresource }, signal) =>
      json({ method: 'GET', path: pathOf(kind, namespace, name, subresource), signal }),

    async list<T extends KubeObject>(kind: Kind, options: ListOptions) {
      const list: KubeList<T> = { items: [], resourceVersion: '' };
      type Page = { apiVersion: string; items: T[] | null; metadata: { continue?: string; resourceVersion: string } };
      for await (const page of pages<Page>(pathOf(kind, options.namespace), options)) {
        // Items of a list carry neither kind nor apiVersion; whoever prints one needs both.
        for (const item of page.items ?? []) list.items.push({ ...item, apiVersion: page.apiVersion, kind: kind.kind });
        list.resourceVersion = page.metadata.resourceVersion;
      }
      return list;
    },

    async table(kind, options) {
      const { namespace, name, subresource, includeObject, signal } = options;
      if (name !== undefined) {
        const path = pathOf(kind, namespace, name, subresource) + query({ includeObject });
        return tabular(await json<Table>({ method: 'GET', path, accept: asTable, signal }), path);
      }
      const table: Table = { columnDefinitions: [], rows: [] };
      type Page = Table & { metadata?: { continue?: string } };
      for await (const page of pages<Page>(pathOf(kind, namespace), options, { accept: asTable, includeObject })) {
        const { columnDefinitions } = tabular(page, pathOf(kind, namespace));
        if (table.columnDefinitions.length === 0) table.columnDefinitions = columnDefinitions;
        for (const row of page.rows ?? []) table.rows.push(row);
        table.metadata = { resourceVersion: page.metadata?.resourceVersion ?? '' };
      }
      return table;
    },

    create: (kind, namespace, object, options = {}) =>
      json({
        method: 'POST',
        path: pathOf(kind, namespace) + query(written(options)),
        body: { type: 'application/json', text: JSON.stringify(object) },
        signal: options.signal,
      }),

    patch: (kind, { namespace, name }, patch, options = {}) =>
      json({
        method: 'PATCH',
        path:
          pathOf(kind, namespace, name, options.subresource) +
          query({ ...written(options), force: options.force || undefined }),
        body: { type: patchTypes[options.type ?? 'merge'], text: JSON.stringify(patch) },
        signal: options.signal,
      }),

    replace: (kind, { namespace, name }, object, options = {}) =>
      json({
        method: 'PUT',
        path: pathOf(kind, namespace, name, options.subresource) + query(written(options)),
        body: { type: 'application/json', text: JSON.stringify(object) },
        signal: options.signal,
      }),

    remove: (kind, { namespace, name }, { propagationPolicy, gracePeriodSeconds, signal }) =>
      json({
        method: 'DELETE',
        path: pathOf(kind, namespace, name),
        // In the body, not in the query: a body of any kind makes the server ignore the query's policy.
        body: { type: 'application/json', text: JSON.stringify({ propagationPolicy, gracePeriodSeconds }) },
        signal,
      }),

    watch: <T extends KubeObject>(kind: Kind, options: WatchOptions) =>
      events<WatchEvent<T>>(pathOf(kind, options.namespace), options),

    watchTable: (kind, options) => events<TableEvent>(pathOf(kind, options.namespace), options, asTable),

    resolve: async (word) => (await import('./resources.ts')).kindMeant(await discovered(), word, warn),

    async kindOf({ apiVersion, kind }) {
      const found = (await discovered()).find((one) => one.kind === kind && apiVersionOf(one) === apiVersion);
      if (found) return found;
      throw new UsageError(
        `resource mapping not found: no matches for kind "${kind}" in version "${apiVersion}"\nensure CRDs are installed first`,
      );
    },

    async dial({ namespace = '', name }, port, signal) {
      const { dial } = await import('./forward.ts');
      const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}/portforward${query({ ports: port })}`;
      return dial(await transport.socket(path), signal);
    },

    get: (path, signal) => transport.text({ method: 'GET', path, accept: '*/*', signal }),
    lines: (path, signal) => transport.lines({ method: 'GET', path, accept: '*/*', signal, endless: true }),
  };
}
