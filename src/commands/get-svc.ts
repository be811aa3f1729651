import { Command } from '@commander-js/extra-typings';
import { askedServices, type Asked, listed, type Named } from '../cli/asked-services.ts';
import type { Context } from '../cli/context.ts';
import { type GetFlags, refuseContradictions, withGetOptions } from '../cli/get-options.ts';
import { rowsCarry, type View, viewOf } from '../cli/get-view.ts';
import { withManifestOptions } from '../cli/manifest-options.ts';
import { connectionFlags } from '../cli/options.ts';
import { pathOf } from '../cli/find.ts';
import { readFormats, withPrintOptions } from '../cli/print.ts';
import { eachAlone, missingNamespace, throwAll } from '../cli/services.ts';
import { nonEmpty } from '../cli/targets.ts';
import { PlainError, SegmentError, ServerError, UsageError } from '../errors.ts';
import type { KubeClient, Table } from '../kube/client.ts';
import { listOf } from '../output/list.ts';
import { nameAgeTable } from '../output/name-age.ts';
import { tableText } from '../output/table.ts';
import { visible } from '../output/visible.ts';
import { kinds } from '../service/kinds.ts';
import type { Service } from '../service/types.ts';

const description = `Display one or many Services, as the server's own table.

On a terminal a column READY says how many endpoints of each Service take traffic, of how many. A watch goes on when the
server ends it.

Examples:
  # All Services of the namespace
  kubesvc get svc

  # One of them, with its selector
  kubesvc get svc web -o wide

  # Of all namespaces, those without a cluster IP, by age
  kubesvc get svc -A --field-selector=spec.clusterIP=None --sort-by=.metadata.creationTimestamp

  # As the server has it
  kubesvc get svc web -o yaml

  # Names and external addresses only
  kubesvc get svc -o custom-columns=NAME:.metadata.name,IP:.status.loadBalancer.ingress[*].ip

  # What changes from now on
  kubesvc get svc --watch-only --output-watch-events`;

export function getCommand(context: Context) {
  const command = withPrintOptions(new Command('get'), readFormats);
  return withGetOptions(withManifestOptions(command, 'identifying the resource to get from a server.'))
    .description(description)
    .usage('svc [NAME... | -l LABEL] [-A] [-o wide|yaml|json|name|...] [--watch]')
    .argument('[words...]')
    .action(async (words, given, self) => {
      const flags: GetFlags = given;
      await refuseContradictions(flags, words);
      const connection = connectionFlags(self);
      if (flags.raw) {
        const { rawPath } = await import('../cli/raw.ts');
        const kube = await context.connect({ ...connection, withoutBuilder: true });
        context.stdout.write(await kube.get(rawPath(flags.raw)));
        return;
      }
      const view = await viewOf(flags, context);
      const asked = await askedServices(words, flags, connection, pathOf(self), context);
      const kube = await context.connect(connection);
      if (flags.watch || flags.watchOnly) {
        const { watchServices } = await import('../cli/watch-services.ts');
        await watchServices(kube, asked, view, { ...flags, requestTimeout: connection.requestTimeout }, context);
      } else if (view.print) await printObjects(kube, asked, view, flags, context);
      else await printTable(kube, asked, view, flags, context);
    });
}

async function printObjects(kube: KubeClient, asked: Asked, view: View, flags: GetFlags, context: Context) {
  const { print = () => '' } = view;
  const { found, errors } = await readObjects(kube, asked, flags);
  const [only] = found;
  const single = 'named' in asked && asked.single;
  if (single && errors.length > 0) return throwAll(errors);
  if (single && only && found.length === 1) context.stdout.write(print(only));
  else if (!(flags.ignoreNotFound && found.length === 0)) {
    context.stdout.write(print(listOf(await inOrder(found, view))));
  }
  throwAll(errors);
}

async function printTable(kube: KubeClient, asked: Asked, view: View, flags: GetFlags, context: Context) {
  // Side by side: neither list waits for the other.
  const [{ tables, errors }, readiness] = await Promise.all([
    readTables(kube, asked, view, flags, context),
    view.ready
      ? import('../cli/readiness.ts').then(({ readReadiness }) => readReadiness(kube, asked, flags))
      : undefined,
  ]);
  let shown = tables;
  if (readiness) {
    const { withReady } = await import('../output/ready-column.ts');
    shown = tables.map((table) => withReady(table, readiness.counts) as Table);
    if (readiness.problem) context.stderr.write(`READY is unknown: ${visible(readiness.problem)}\n`);
  }
  const text = tableText(shown, view.style);
  const coloured = readiness && view.colour ? (await import('../output/ready-column.ts')).reddened(text) : text;
  context.stdout.write(coloured);
  throwAll(errors);
  if (tables.some(({ rows }) => rows.length > 0) || flags.ignoreNotFound) return;
  if (flags.allNamespaces) context.stderr.write('No resources found\n');
  else {
    context.stderr.write(`No resources found in ${kube.namespace} namespace.\n`);
    const missing = kube.namespace === 'default' ? undefined : await missingNamespace(kube);
    if (missing) context.stderr.write(`Warning: ${missing.message}\n`);
  }
}

async function readObjects(kube: KubeClient, asked: Asked, flags: GetFlags) {
  if ('list' in asked) {
    const namespace = flags.allNamespaces ? undefined : kube.namespace;
    try {
      const { items } = await listed(kube.list<Service>(kinds.Service, { ...asked.list, namespace }), asked.list);
      return { found: items, errors: [] };
    } catch (error) {
      // A list that is refused is an empty one, and the refusal.
      if (error instanceof ServerError || error instanceof SegmentError) return { found: [], errors: [error] };
      throw error;
    }
  }
  const { named, errors: before } = asked;
  const { subresource } = flags;
  const { found, errors } = await eachAlone(
    kube,
    named,
    async (one) => {
      const { name, namespace = kube.namespace } = one;
      const wanted = { namespace, subresource };
      const object = unread(one, namespace, flags);
      return object ?? allowed(one, kube.read<Service>(kinds.Service, { ...wanted, name: nonEmpty(name) }));
    },
    namespaceOf,
  );
  return { found, errors: [...before, ...errors.filter((error) => !isIgnored(error, flags))] };
}

async function readTables(kube: KubeClient, asked: Asked, view: View, flags: GetFlags, context: Context) {
  if (!flags.serverPrint) {
    const barely = 'named' in asked ? { ...asked, errors: asked.errors.map(bare) } : asked;
    const { found, errors } = await readObjects(kube, barely, flags);
    const shown = found.length > 1 ? await inOrder(found, view) : found;
    const table = nameAgeTable(shown, context.now()) as Table;
    return { tables: [table], errors: 'list' in asked ? errors.map(bare) : errors };
  }
  const includeObject = rowsCarry(view);
  const { subresource } = flags;
  if ('named' in asked) {
    const { found, errors } = await eachAlone(
      kube,
      asked.named,
      async (one) => {
        const { name, namespace = kube.namespace } = one;
        const object = unread(one, namespace, flags);
        if (object) return nameAgeTable([object], context.now()) as Table;
        const wanted = { namespace, subresource, includeObject: view.sorter && ('Object' as const) };
        return allowed(one, kube.table(kinds.Service, { ...wanted, name: nonEmpty(name) }));
      },
      namespaceOf,
    );
    // Several names are several tables, and it is these that kubectl sorts: by their own fields, of which none is the name.
    const tables = found.length > 1 ? await inOrder(found, view) : found;
    return { tables, errors: [...asked.errors.map(bare), ...errors.filter((error) => !isIgnored(error, flags))] };
  }
  const namespace = flags.allNamespaces ? undefined : kube.namespace;
  const answer = kube.table(kinds.Service, { ...asked.list, namespace, includeObject }).catch((error: Error) => {
    throw error instanceof SegmentError ? bare(error) : error;
  });
  const table = await listed(answer, asked.list);
  if (view.sorter && table.rows.length > 1) {
    table.rows = view.sorter.sorted(table.rows, ({ object }) => object).items;
  }
  return { tables: [table], errors: [] };
}

/** The object of a file without its name, in the namespace that it would be made in. */
function unread({ object }: Named, namespace: string, { allNamespaces }: GetFlags): Service | undefined {
  if (!object || allNamespaces) return object as Service | undefined;
  return { ...object, metadata: { ...object.metadata, namespace } } as Service;
}

/** What is there may still not be shown. */
async function allowed<T>({ refusal }: Named, read: Promise<T>): Promise<T> {
  const found = await read;
  if (refusal) throw refusal;
  return found;
}

const namespaceOf = ({ namespace }: Named) => namespace;

const isIgnored = (error: Error, { ignoreNotFound }: GetFlags) =>
  ignoreNotFound === true && error instanceof ServerError && error.reason === 'NotFound';

async function inOrder<T>(objects: readonly T[], { sorter }: View): Promise<readonly T[]> {
  return sorter ? (await import('../output/sort.ts')).sortedObjects(sorter, objects) : objects;
}

/** Above a table, kubectl says without `error:` what it met in files and in a namespace of no name (get.go, NewAggregate). */
const bare = <E extends Error>(error: E) => (error instanceof UsageError ? new PlainError(error.message) : error);
