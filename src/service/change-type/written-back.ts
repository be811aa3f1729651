import { sameJson } from '../merge-patch.ts';
import type { Service } from '../types.ts';

/** Who has written the Service and may write back what a change takes away, in words; empty where nobody is known. */
export function writersOf(before: Service, after: Service): string[] {
  const fields = Object.keys({ ...before.spec, ...after.spec }) as (keyof Service['spec'])[];
  const changed = fields.filter((field) => !sameJson(before.spec[field], after.spec[field]));
  if (changed.length === 0) return [];
  return [...owners(before), ...deployers(before), ...appliers(before, changed), ...manifest(before, after, changed)];
}

function owners({ metadata }: Service): string[] {
  const references = (metadata.ownerReferences ?? []) as { kind?: string; name?: string; controller?: boolean }[];
  return references.flatMap(({ kind, name, controller }) => (controller ? [`${kind} ${name}, which owns it`] : []));
}

/** What tools that deploy things write on what is theirs; others say so by the recommended label. */
const marks: readonly [string, (value: string) => string][] = [
  ['meta.helm.sh/release-name', (value) => `an upgrade of Helm release ${value}`],
  ['argocd.argoproj.io/tracking-id', (value) => `Argo CD application ${value.split(':')[0]}`],
  ['argocd.argoproj.io/instance', (value) => `Argo CD application ${value}`],
  ['kustomize.toolkit.fluxcd.io/name', (value) => `Flux Kustomization ${value}`],
  ['helm.toolkit.fluxcd.io/name', (value) => `Flux HelmRelease ${value}`],
  ['app.kubernetes.io/managed-by', (value) => `${value}, which manages it`],
];

function deployers({ metadata }: Service): string[] {
  const written = { ...metadata.labels, ...metadata.annotations };
  const [first] = marks.flatMap(([key, words]) => (written[key] ? [words(written[key])] : []));
  return first === undefined ? [] : [first];
}

/** Server-side apply: a manager that applies a field sets it again, or fails by a conflict. */
function appliers({ metadata }: Service, changed: readonly string[]): string[] {
  const entries = (metadata.managedFields ?? []) as ManagedFields[];
  return entries.flatMap(({ manager = '', operation, subresource = '', fieldsV1 }) => {
    if (operation !== 'Apply' || subresource !== '') return [];
    const fields = changed.filter((field) => sets(fieldsV1?.['f:spec']?.[`f:${field}`], field));
    return fields.length > 0 ? [`${manager}, which applies ${fields.map((field) => `spec.${field}`).join(', ')}`] : [];
  });
}

/** Of its ports a change of type changes the node ports alone. */
const sets = (owned: unknown, field: string) =>
  owned !== undefined && (field !== 'ports' || JSON.stringify(owned).includes('"f:nodePort"'));

interface ManagedFields {
  manager?: string;
  operation?: string;
  subresource?: string;
  fieldsV1?: { 'f:spec'?: Record<string, unknown> };
}

/** Client-side apply notes the manifest that it was given. Fields that it does not name it leaves alone. */
function manifest({ metadata }: Service, after: Service, changed: readonly string[]): string[] {
  const text = metadata.annotations?.['kubectl.kubernetes.io/last-applied-configuration'];
  if (text === undefined) return [];
  try {
    const { spec } = JSON.parse(text) as { spec?: Record<string, unknown> };
    const isNamed = (['type', 'clusterIP', 'externalName'] as const).some(
      (field) => changed.includes(field) && spec?.[field] !== undefined && spec[field] !== after.spec[field],
    );
    return isNamed ? ['kubectl apply of the manifest it came from'] : [];
  } catch {
    return []; // anybody may write annotations
  }
}
