import { setTimeout as sleep } from 'node:timers/promises';
import { within } from '../deadline.ts';
import { type CliError, Interrupted, ServerError, SilentExit, UsageError } from '../errors.ts';
import type { KubeClient, ListOptions } from '../kube/client.ts';
import { nameAgeTable } from '../output/name-age.ts';
import { TablePrinter } from '../output/table.ts';
import { TabWriter } from '../output/tabwriter.ts';
import { milliseconds } from '../service/duration.ts';
import { type Asked, listed } from './asked-services.ts';
import type { Context } from './context.ts';
import { follow } from './follow.ts';
import type { GetFlags } from './get-options.ts';
import type { View } from './get-view.ts';
import { nearerCause } from './services.ts';
import { type Change, isTable, objectOf, objectSource, type Source, type State, tableSource } from './watch-source.ts';

type Flags = GetFlags & { requestTimeout?: string | undefined };

/** `get --watch`: what there is, then what changes, until a signal (exit 1, as kubectl) or --request-timeout (exit 0) ends it. */
export async function watchServices(kube: KubeClient, asked: Asked, view: View, flags: Flags, context: Context) {
  try {
    await context.interruptible((interrupted) => {
      const limit = milliseconds(flags.requestTimeout ?? '0') ?? 0;
      const signal = limit > 0 && limit < 2 ** 31 ? within(limit, interrupted) : interrupted;
      return watch(kube, asked, view, flags, { ...context, signal });
    });
  } catch (error) {
    throw error instanceof Interrupted ? new SilentExit(1) : error;
  }
}

async function watch(
  kube: KubeClient,
  asked: Asked,
  view: View,
  flags: Flags,
  context: Context & { signal: AbortSignal },
): Promise<void> {
  const { signal } = context;
  const source = view.print || !flags.serverPrint ? objectSource(kube) : tableSource(kube, view.sorter && 'Object');
  const show = shower(view, flags, context);
  const one = 'named' in asked ? asked.named[0] : undefined;
  const namespace = flags.allNamespaces ? undefined : (one?.namespace ?? kube.namespace);
  const where: ListOptions =
    'list' in asked
      ? { ...asked.list, namespace, signal }
      : { namespace, fieldSelector: `metadata.name=${one?.name ?? ''}`, signal };

  const known = new Map<string, State>();
  let from: string;
  try {
    // Of one name the object itself is asked for, so that one that is not there is an error; its version may be too old to
    // watch from, so the watch starts at any version and what it tells again is passed over.
    const { states, version } =
      'named' in asked
        ? { states: await readEach(kube, source, asked, signal), version: '0' }
        : await listed(source.list(where), where);
    for (const state of states) known.set(state.key, state);
    from = version;
    if (!flags.watchOnly) show('ADDED', 'list' in asked ? await inOrder(states, view, flags) : states);
    if ('named' in asked && states.length !== 1) throw several(states.length, asked.sources);
  } catch (error) {
    if (flags.ignoreNotFound && error instanceof ServerError && error.reason === 'NotFound') return;
    throw error;
  }

  const changes = follow<Change, { states: State[]; version: string }>(from, {
    open: (resourceVersion) => source.watch({ ...where, resourceVersion }),
    versionOf: ({ version }) => version,
    list: () => source.list(where),
    renewed: ({ states, version }) => ({ events: difference(known, states), resourceVersion: version }),
    pause: (time) => sleep(time, undefined, { signal }).catch(() => {}),
    lost: (error: CliError) => context.stderr.write(`${error.message}; trying again\n`),
    signal,
  });
  for await (const { type, state } of changes) {
    if (!state || known.get(state.key)?.version === state.version) continue;
    const changed = type === 'ADDED' && known.has(state.key) ? 'MODIFIED' : type;
    if (changed === 'DELETED') known.delete(state.key);
    else known.set(state.key, state);
    show(changed, [state]);
  }
}

/** Of a list, kubectl sorts the rows, where they are no events. */
async function inOrder(states: readonly State[], { sorter, print }: View, flags: Flags): Promise<readonly State[]> {
  if (!sorter || print || !flags.serverPrint || flags.outputWatchEvents || states.length < 2) return states;
  const { sortedObjects } = await import('../output/sort.ts');
  try {
    return sortedObjects(sorter, states, objectOf);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`unable to output the provided object: ${error.message}`);
  }
}

/** Prints states as they come: rows under one head, or each object on its own; kubectl sets every format as it sets a table. */
function shower({ print, style }: View, flags: Flags, context: Pick<Context, 'stdout' | 'now'>) {
  const table = new TablePrinter(style);
  const set = new TabWriter();
  return (type: string, states: readonly State[]): void => {
    const event = flags.outputWatchEvents ? type : undefined;
    if (print) {
      const objects = states.flatMap((state) => objectOf(state) ?? []);
      const texts = objects.map((object) => set.write(print(event === undefined ? object : { type: event, object })));
      context.stdout.write(texts.join('') + set.flush());
      return;
    }
    const tables = states.map(({ shown }) => (isTable(shown) ? shown : nameAgeTable([shown], context.now())));
    const merged = { columnDefinitions: tables[0]?.columnDefinitions ?? [], rows: tables.flatMap(({ rows }) => rows) };
    context.stdout.write(table.add(merged, event) + table.flush());
  };
}

/** What a new list tells that nobody has told yet. */
function difference(known: ReadonlyMap<string, State>, states: readonly State[]): Change[] {
  const now = new Set(states.map(({ key }) => key));
  const deleted = [...known.values()].filter(({ key }) => !now.has(key));
  return [
    ...deleted.map((state) => ({ type: 'DELETED', state: { ...state, version: '' } })),
    ...states.map((state) => ({ type: known.has(state.key) ? 'MODIFIED' : 'ADDED', state })),
  ];
}

/** Several can be shown, but not watched. */
const several = (count: number, sources: number) =>
  new UsageError(
    sources === 1
      ? `watch is only supported on individual resources and resource collections - ${count} resources were found`
      : 'you may only watch a single resource or type of resource at a time',
  );

/** The first that is wrong ends it; one that is not there may mean that its namespace is not. */
async function readEach(kube: KubeClient, source: Source, { named, errors }: Named, signal: AbortSignal) {
  if (errors[0]) throw errors[0];
  const states: State[] = [];
  for (const { name, namespace = kube.namespace } of named) {
    try {
      states.push(await source.read(name, namespace, signal));
    } catch (error) {
      throw error instanceof ServerError ? await nearerCause(kube, error, namespace) : error;
    }
  }
  return states;
}

type Named = Extract<Asked, { named: unknown }>;
