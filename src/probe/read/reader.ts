import type { Skipped } from '../../diagnosis/facts.ts';
import { ServerError } from '../../errors.ts';
import type { KubeClient, ListOptions } from '../../kube/client.ts';
import { type Kind, kinds, qualified } from '../../service/kinds.ts';
import type { KubeObject, Service } from '../../service/types.ts';

export const serviceLabel = 'kubernetes.io/service-name';

export type Reader = ReturnType<typeof reader>;

/** Reads that may be refused: the answer is then undefined, and what was not looked at is noted. */
export function reader(kube: KubeClient, end: AbortSignal) {
  const skipped: Skipped[] = [];
  // One for each request: Node warns of a leak where more than ten listen to the same signal.
  const signal = () => AbortSignal.any([end]);
  const orSkip = async <T>(check: string, right: string, ask: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      if (error.reason !== 'NotFound') skipped.push({ check, right });
      return undefined;
    }
  };
  const inside = (namespace: string | undefined) => (namespace === undefined ? '' : ` in namespace ${namespace}`);
  return {
    skipped,
    list: <T extends KubeObject>(check: string, kind: Kind, options: ListOptions): Promise<T[] | undefined> =>
      orSkip(check, `list ${qualified(kind)}${inside(kind.namespaced ? options.namespace : undefined)}`, async () => {
        const { items } = await kube.list<T>(kind, { ...options, signal: signal() });
        for (const item of items) lighten(item);
        return items;
      }),
    /** For what only makes an answer richer, and takes rights that few have. */
    ifAllowed: <T extends KubeObject>(kind: Kind, options: ListOptions): Promise<T[] | 'forbidden'> =>
      kube.list<T>(kind, { ...options, signal: signal() }).then(
        ({ items }) => items,
        (error: unknown) => {
          if (error instanceof ServerError) return 'forbidden';
          throw error;
        },
      ),
    one: <T extends KubeObject>(check: string, kind: Kind, name: string, namespace?: string): Promise<T | undefined> =>
      orSkip(check, `get ${qualified(kind)}${inside(namespace)}`, () =>
        kube.read<T>(kind, { namespace, name }, signal()),
      ),
    /** The Service that is there, or that none is; undefined where that may not be known. */
    serviceOrAbsent: (check: string, name: string, namespace: string): Promise<{ object?: Service } | undefined> =>
      orSkip(check, `get services${inside(namespace)}`, () =>
        kube.read<Service>(kinds.Service, { namespace, name }, signal()).then(
          (object) => ({ object }),
          (error: unknown) => {
            if (error instanceof ServerError && error.reason === 'NotFound') return {};
            throw error;
          },
        ),
      ),
    groups: () =>
      orSkip('API groups', 'get /apis', async () => {
        const { groups = [] } = JSON.parse(await kube.get('/apis', signal())) as { groups?: ApiGroup[] };
        return groups;
      }),
  };
}

/** Who owns which field is a good part of a thousand objects; of a Service and its slices, when they were written says much. */
export function lighten({ kind, metadata }: KubeObject): void {
  const { managedFields } = metadata as { managedFields?: readonly { time?: string }[] };
  const timed = kind === kinds.Service.kind || kind === kinds.EndpointSlice.kind;
  metadata['managedFields'] = timed ? managedFields?.map(({ time }) => ({ time })) : undefined;
}

export interface ApiGroup {
  name: string;
  preferredVersion?: { version: string };
}

/** One list of everything, or one of each namespace; undefined only where none of them may be read. */
export async function listIn<T extends KubeObject>(
  read: Reader,
  check: string,
  kind: Kind,
  within: readonly string[] | undefined,
): Promise<T[] | undefined> {
  if (!within) return read.list<T>(check, kind, {});
  const lists = await Promise.all([...new Set(within)].map((namespace) => read.list<T>(check, kind, { namespace })));
  return lists.every((list) => list === undefined) ? undefined : lists.flatMap((list) => list ?? []);
}
