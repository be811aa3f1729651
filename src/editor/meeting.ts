import { applyMergePatch, mergePatch, sameJson } from '../service/merge-patch.ts';
import type { Service } from '../service/types.ts';

/** Two people have changed one Service: what each has done to what they both had seen. */
export interface Meeting {
  /** As it is now, with those of the user's changes that nobody else has made otherwise. */
  merged: Service;
  /** What somebody else has changed, in words. */
  theirs: string[];
  /** Fields that both have changed, each to something else, in words. */
  both: string[];
}

/** What comes of the user's changes to `shown`, now that it is `live`. */
export function meet(shown: Service, edited: Service, live: Service): Meeting {
  const editsStatus = !sameJson(shown.status, edited.status);
  const plain = (service: Service) => withoutReports(service, editsStatus);
  const changes = (to: Service) => leaves(mergePatch(plain(shown), plain(to)) ?? {});
  const [mine, theirs] = [changes(edited), changes(live)];
  const clash = (change: Change) =>
    theirs.find(
      ({ path, value }) =>
        touches(path, change.path) && !(sameJson(path, change.path) && sameJson(value, change.value)),
    );
  const kept = mine.filter((change) => !clash(change));
  const merged = kept.reduce<unknown>((object, { path, value }) => applyMergePatch(object, nested(path, value)), live);
  return {
    merged: merged as Service,
    theirs: theirs.map(({ path, value }) => `${path.join('.')}: ${word(at(shown, path))} is now ${word(value)}`),
    both: mine.flatMap((change) => {
      const other = clash(change);
      return other
        ? [
            `${change.path.join('.')}: you wrote ${word(change.value)}, now it is ${word(at(live, change.path))}, which stands below`,
          ]
        : [];
    }),
  };
}

interface Change {
  path: string[];
  value: unknown;
}

/** Without what every write changes, and without what controllers report. */
function withoutReports({ metadata, status, ...service }: Service, withStatus: boolean): object {
  const { resourceVersion: _, generation: __, managedFields: ___, ...rest } = metadata;
  return { ...service, ...(withStatus && { status }), metadata: rest };
}

function leaves(patch: object, before: readonly string[] = []): Change[] {
  return Object.entries(patch).flatMap(([key, value]: [string, unknown]) => {
    const path = [...before, key];
    const inner = typeof value === 'object' && value !== null && !Array.isArray(value) ? leaves(value, path) : [];
    return inner.length > 0 ? inner : [{ path, value }];
  });
}

const touches = (one: readonly string[], other: readonly string[]) =>
  one.slice(0, other.length).every((key, index) => key === other[index]);

const nested = (path: readonly string[], value: unknown): unknown =>
  path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);

const at = (object: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], object);

const word = (value: unknown) => (value === undefined || value === null ? 'absent' : JSON.stringify(value));
