import { UsageError } from '../errors.ts';
import type { KubeObject } from '../service/types.ts';

export type Printer = (object: KubeObject) => string;

/** The formats of every command; a command that has more adds its own. */
const formats: Record<string, () => Promise<Printer>> = {
  json: async () => (await import('./json.ts')).toJson,
  name: async () => (object) => `${titleOf(object)}\n`,
  yaml: async () => (await import('./yaml.ts')).toYaml,
};

export const formatNames = Object.keys(formats).sort();

/**
 * Chosen before anything is sent, so that a bad -o never leaves a half-done change. A format loads its own code.
 * @throws UsageError in kubectl's words (cli-runtime print_flags.go, NoCompatiblePrinterError)
 */
export async function printerFor(format: string, more: readonly string[] = []): Promise<Printer> {
  const load = Object.hasOwn(formats, format.toLowerCase()) ? formats[format.toLowerCase()] : undefined;
  if (load) return load();
  const allowed = [...formatNames, ...more].sort().join(',');
  throw new UsageError(
    `unable to match a printer suitable for the output format "${format}", allowed formats are: ${allowed}`,
  );
}

const suffixes = { none: '', client: ' (dry run)', server: ' (server dry run)' };

/** `service/web exposed`: what a command that changes something prints where no format is asked for. */
export function outcomePrinter(verb: string, dryRun: keyof typeof suffixes): Printer {
  return (object) => `${titleOf(object)} ${verb}${suffixes[dryRun]}\n`;
}

/** `service/web`, `deployment.apps/web` (cli-runtime printers/name.go). */
export function titleOf({ apiVersion, kind, metadata }: KubeObject): string {
  const group = apiVersion.includes('/') ? `.${apiVersion.split('/')[0]}` : '';
  return `${kind.toLowerCase()}${group}/${metadata.name}`;
}

/** Documents of one stream, as kubectl joins them: YAML is parted by `---`, JSON is not parted. */
export function joined(format: string, documents: readonly string[]): string {
  return documents.join(format.toLowerCase() === 'yaml' ? '---\n' : '');
}

/** Without the bookkeeping that only `--show-managed-fields` shows. */
export function withoutManagedFields<T extends KubeObject>(object: T): T {
  if (object.metadata.managedFields === undefined) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}
