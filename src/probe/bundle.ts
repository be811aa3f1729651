import { toJson } from '../output/json.ts';
import { plain } from '../output/paint.ts';
import type { Examined } from './examined.ts';
import type { ProbeReport } from './report/model.ts';
import { reportText } from './report/text.ts';

/** What somebody who was not there needs to understand a probe: no Secret is read, so none is in it. */
export function bundleOf(report: ProbeReport, examined: readonly Examined[]): Map<string, string> {
  const look = { columns: 120, paint: plain, wide: true, raw: true, quiet: false };
  const files = new Map([
    ['report.json', toJson(report)],
    ['report.txt', reportText(report, look)],
  ]);
  for (const { facts } of examined) {
    const { service, slices, selected, policies } = facts;
    const name = `${service.metadata.namespace ?? 'default'}-${service.metadata.name}`;
    const own = (policies ?? []).filter(({ metadata }) => metadata.namespace === service.metadata.namespace);
    // Environment variables of containers may hold credentials.
    files.set(
      `${name}.json`,
      toJson({ service, endpointSlices: slices ?? null, pods: selected.map(withoutValues), networkPolicies: own }),
    );
  }
  return files;
}

function withoutValues<T>(value: T): T {
  if (Array.isArray(value)) return value.map((one: unknown) => withoutValues(one)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [
      key,
      key === 'env' && Array.isArray(field)
        ? field.map((one: { name?: string }) => ({ name: one.name }))
        : key === 'annotations' || key === 'managedFields'
          ? undefined
          : withoutValues(field as unknown),
    ]),
  ) as T;
}
