import { patchService } from '../command.ts';
import { type Facts, matches, namespaceOf } from '../facts.ts';
import type { Fix } from '../finding.ts';
import type { Labels } from '../labels.ts';
import { hasEnded } from '../pods.ts';

interface Forgotten {
  maker: string;
  labels: Labels;
}

/** What the Service would select, had it been told: the labels by which a workload of its own name knows its living pods. */
export function forgottenSelector({ service, pods = [], explained }: Facts): Forgotten | undefined {
  const { name } = service.metadata;
  const [workload, ...more] = (explained?.workloads ?? []).filter(({ metadata }) => metadata.name === name);
  const labels = workload?.spec?.selector?.matchLabels ?? {};
  if (!workload || more.length > 0 || Object.keys(labels).length === 0) return undefined;
  const living = pods.some((pod) => !hasEnded(pod) && matches(labels, pod.metadata.labels ?? {}));
  return living ? { maker: `${workload.kind} ${name}`, labels } : undefined;
}

export const selecting = ({ service }: Facts, { maker, labels }: Forgotten): Fix => ({
  command: patchService(namespaceOf(service), service.metadata.name, { spec: { selector: labels } }),
  why: `select the pods of ${maker}`,
  mends: true,
});
