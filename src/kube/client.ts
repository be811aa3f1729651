import type { Kind } from '../service/kinds.ts';
import type { KubeObject } from '../service/types.ts';

/** Which cluster, as whom: kubectl's connection flags, as given on the command line. */
export interface ConnectionFlags {
  namespace?: string | undefined;
  context?: string | undefined;
  cluster?: string | undefined;
  user?: string | undefined;
  kubeconfig?: string | undefined;
  server?: string | undefined;
  token?: string | undefined;
  as?: string | undefined;
  asGroup?: string[] | undefined;
  asUid?: string | undefined;
  /** `KEY=VALUE` each. */
  asUserExtra?: string[] | undefined;
  username?: string | undefined;
  password?: string | undefined;
  certificateAuthority?: string | undefined;
  clientCertificate?: string | undefined;
  clientKey?: string | undefined;
  tlsServerName?: string | undefined;
  insecureSkipTlsVerify?: boolean | undefined;
  proxyUrl?: string | undefined;
  disableCompression?: boolean | undefined;
  /** Seconds, or a duration such as 1m30s; 0 is none. */
  requestTimeout?: string | undefined;
  /** What is shown of requests on stderr: nothing below 6. */
  v?: number | undefined;
  /** kubectl goes to the server here without its resource builder, which has other words for what is wrong with a kubeconfig. */
  withoutBuilder?: true;
}

/** What a kubeconfig names, without who anybody is. */
export interface KubeconfigNames {
  contexts: ReadonlyMap<string, { cluster?: string; user?: string; namespace?: string }>;
  clusters: ReadonlyMap<string, { server?: string }>;
  users: ReadonlyMap<string, unknown>;
}

/** Where one object lives. `namespace` is left out for cluster-scoped kinds only. */
export interface Ref {
  name: string;
  namespace?: string | undefined;
  /** `status`, for one; the object itself where none is named. */
  subresource?: string | undefined;
}

export interface ListOptions {
  namespace?: string | undefined;
  labelSelector?: string | undefined;
  fieldSelector?: string | undefined;
  /** How many objects one request asks for, 500 where nothing is said; 0 and less: all of them. */
  chunkSize?: number | undefined;
  /** So many at most, in one request; the whole list where nothing is said. */
  limit?: number | undefined;
  signal?: AbortSignal | undefined;
}

export interface WriteOptions {
  dryRun?: 'server' | 'none' | undefined;
  /** Who owns the fields of this write, `kubesvc-expose` for one. */
  fieldManager?: string | undefined;
  fieldValidation?: 'Strict' | 'Warn' | 'Ignore' | undefined;
  /** `status`, for one; the object itself where none is named. */
  subresource?: string | undefined;
  signal?: AbortSignal | undefined;
}

export interface PatchOptions extends WriteOptions {
  /**
   * What the patch is: `merge` (RFC 7386, where nothing is said), `json` (RFC 6902, an array of operations), `strategic`
   * (built-in kinds only), or `apply`, the object as its manager wants it (server-side apply, needs `fieldManager`).
   */
  type?: 'merge' | 'json' | 'strategic' | 'apply' | undefined;
  /** With `apply`: takes over what other managers own, instead of a Conflict that names them. */
  force?: boolean | undefined;
}

export interface DeleteOptions {
  /** The API's default for Jobs is to orphan their pods, so it is always named. */
  propagationPolicy: 'Background' | 'Foreground' | 'Orphan';
  gracePeriodSeconds?: number | undefined;
  signal?: AbortSignal | undefined;
}

export interface TableOptions extends ListOptions {
  /** One object by name. */
  name?: string | undefined;
  subresource?: string | undefined;
  /** What each row carries of its object: its metadata, unless something else is said. */
  includeObject?: 'Object' | 'None' | undefined;
}

export interface WatchOptions extends ListOptions {
  resourceVersion?: string | undefined;
}

/** A change as a row of the server's own table. */
export interface TableEvent {
  type: WatchEvent['type'];
  object: Table;
}

export interface WatchEvent<T extends KubeObject = KubeObject> {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  object: T;
}

export interface KubeList<T extends KubeObject = KubeObject> {
  items: T[];
  resourceVersion: string;
}

/** meta.k8s.io/v1 Table, as the server prints it (`Accept: …;as=Table`). */
export interface Table {
  metadata?: { resourceVersion?: string } | undefined;
  columnDefinitions: { name: string; type: string; format?: string; priority: number }[];
  rows: { cells: (string | number | boolean | null)[]; object?: KubeObject }[];
}

/**
 * What a command may ask of a cluster. Objects travel as raw JSON.
 * Every method throws ServerError for an answer that is a Status, and ConnectionError where none came.
 */
export interface KubeClient {
  /** The namespace to act in: `-n`, else the context's, else `default`. */
  readonly namespace: string;
  /** The user gave `-n`: only then does a client-side dry run print the namespace. */
  readonly namespaceGiven: boolean;
  /** Where the server is, for messages: `https://127.0.0.1:6443`. */
  readonly server: string;
  /** What the server's clock shows, to the second, by its last answer; undefined before the first, or where none says. */
  serverTime(): Date | undefined;
  read<T extends KubeObject = KubeObject>(kind: Kind, ref: Ref, signal?: AbortSignal): Promise<T>;
  /** The whole list, in pages of 500. */
  list<T extends KubeObject = KubeObject>(kind: Kind, options: ListOptions): Promise<KubeList<T>>;
  /** The server's own table: of one object (`name`), or of a list, in pages of 500. */
  table(kind: Kind, options: TableOptions): Promise<Table>;
  create<T extends KubeObject>(kind: Kind, namespace: string, object: T, options?: WriteOptions): Promise<T>;
  /** One patch, a JSON merge patch unless `type` says otherwise. */
  patch<T extends KubeObject>(kind: Kind, ref: Ref, patch: object, options?: PatchOptions): Promise<T>;
  /** PUT: the whole object as it is to be; a Conflict where its resourceVersion is no longer the stored one. */
  replace<T extends KubeObject>(kind: Kind, ref: Ref, object: T, options?: WriteOptions): Promise<T>;
  /** Answers what the server answered: `kind: Status` when it is gone, the object while a finalizer holds it. */
  remove(kind: Kind, ref: Ref, options: DeleteOptions): Promise<KubeObject>;
  /** Ends when the server closes the stream or the signal aborts; throws ServerError on an ERROR event (410 Gone, for one). */
  watch<T extends KubeObject = KubeObject>(kind: Kind, options: WatchOptions): AsyncIterable<WatchEvent<T>>;
  /**
   * The kind that a word on the command line means on this server, as kubectl understands it: `rollouts`, `rollout`, `ro`,
   * `rollouts.argoproj.io`, `rollouts.v1alpha1.argoproj.io`. Asks the server what it has, once; ask `builtIn` first.
   * @throws UsageError where the server has no such resource
   */
  resolve(word: string): Promise<Kind>;
  /** The same for what a manifest says of itself. */
  kindOf(object: Pick<KubeObject, 'apiVersion' | 'kind'>): Promise<Kind>;
  /** The same, each change as a table of one row; bookmarks (tables without rows) keep `resourceVersion` fresh. */
  watchTable(kind: Kind, options: WatchOptions): AsyncIterable<TableEvent>;
  /**
   * Whether something listens at a port of a pod's loopback, by the way of port-forward (rights: get and create on
   * pods/portforward).
   */
  dial(pod: Ref, port: number, signal?: AbortSignal): Promise<'open' | 'refused'>;
  /** GET of any path, as text: `/version`, `…/pods/NAME/log`. */
  get(path: string, signal?: AbortSignal): Promise<string>;
  /** The same, line by line as they come, empty ones left out; of a stream that is cut the last line only where it is whole. */
  lines(path: string, signal?: AbortSignal): AsyncIterable<string>;
}
