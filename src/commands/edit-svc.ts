import { Command, Option } from '@commander-js/extra-typings';
import type { Context } from '../cli/context.ts';
import type { Manifests } from '../cli/manifest-objects.ts';
import { withManifestOptions } from '../cli/manifest-options.ts';
import { connectionFlags } from '../cli/options.ts';
import { parseValidation } from '../cli/parse.ts';
import { changePrinter, withPrintOptions } from '../cli/print.ts';
import { mindRecord, withRecordOption } from '../cli/record.ts';
import { namesOfServices, serviceRefs } from '../cli/service-refs.ts';
import { eachAlone, throwAll } from '../cli/services.ts';
import { cannotOpen, removeFile, temporaryFile } from '../cli/temp-file.ts';
import { UsageError } from '../errors.ts';
import { type Desk, Misread } from '../editor/desk.ts';
import type { KubeClient, Ref } from '../kube/client.ts';
import { outcomePrinter, type Printable } from '../output/printer.ts';
import { kinds } from '../service/kinds.ts';
import { mergePatch } from '../service/merge-patch.ts';
import type { KubeObject, Service } from '../service/types.ts';

const description = `Edit Services in your own editor: KUBE_EDITOR, EDITOR, or vi.

Saving sends what you have changed; an unchanged or an empty file sends nothing. What the server refuses is opened again
with its reasons, and so is what somebody else has changed meanwhile, with both changes.

Examples:
  # Edit the Service named 'web'
  kubesvc edit svc web

  # Use another editor
  KUBE_EDITOR="nano" kubesvc edit svc web

  # Two in one file, as JSON
  kubesvc edit svc web db -o json`;

export function editSvcCommand(context: Context) {
  return withManifestOptions(
    withPrintOptions(withRecordOption(new Command('svc')), ['json', 'yaml', 'kyaml']),
    'to use to edit the resource',
  )
    .aliases(['service', 'services'])
    .summary('Edit Services in an editor')
    .description(description)
    .usage('(NAME... | -f FILENAME)')
    .argument('[names...]')
    .option('--output-patch', 'Output the patch if the resource is edited.')
    .option('--windows-line-endings', 'Defaults to the line ending native to your platform.')
    .option(
      '--save-config',
      'If true, the configuration of current object will be saved in its annotation. This flag is useful when you want to perform kubectl apply on this object in the future.',
    )
    .addOption(
      new Option('--subresource <name>', 'If specified, edit will operate on the subresource of the requested object.'),
    )
    .addOption(
      new Option(
        '--validate [strategy]',
        'Must be one of: strict (or true), warn, ignore (or false). "warn" sends unknown fields and tells of them, "ignore" does not tell.',
      )
        .preset('strict')
        .argParser(parseValidation)
        .default('Strict' as const, '"strict"'),
    )
    .option('--field-manager <name>', 'Name of the manager used to track field ownership.', 'kubesvc-edit')
    .action(async (words, flags, command) => {
      mindRecord(command, context.stderr);
      const format = await formatOf(flags.output);
      const print = {
        edited: await changePrinter(flags, outcomePrinter('edited', 'none'), context, 'read'),
        skipped: await changePrinter(flags, outcomePrinter('skipped', 'none'), context, 'read'),
      };
      const files = flags.filename !== undefined || flags.kustomize !== undefined;
      if (files) await (await import('../cli/manifests.ts')).refuseWords(words, flags, context);
      const names = namesOfServices(words);

      const connection = connectionFlags(command);
      const kube = await context.connect(connection);
      const refs =
        files || names.length > 0
          ? await serviceRefs(kube, { names, files: flags, namespace: connection.namespace }, context)
          : undefined;
      const services = refs
        ? await readAll(kube, refs, flags.subresource)
        : (await kube.list<Service>(kinds.Service, kube)).items;
      if (services.length === 0) throw new UsageError('edit cancelled, no objects found');

      const { fieldManager, subresource, validate } = flags;
      const { editLoop } = await import('../editor/loop.ts');
      const desk: Desk = {
        render: (objects) => format.print(asOne(objects)),
        comments: format.suffix === '.yaml', // kubectl looks for the very word json, and the printer for any case of it
        windowsLineEndings: flags.windowsLineEndings === true,
        edit: (text) => editedText(text, format.suffix, context),
        parse: await parser(),
        namespace: kube.namespace,
        remove: removeFile,
        send: async (shown, edited) => {
          const wanted = flags.saveConfig ? await withLastApplied(shown, edited) : edited;
          const patch = patchOf(shown, wanted);
          if (!patch) return 'skipped';
          if (flags.outputPatch) context.stdout.write(`Patch: ${JSON.stringify(patch)}\n`);
          const { namespace, name } = shown.metadata;
          const options = { fieldManager, subresource, fieldValidation: validate };
          // Whoever stops it now has written something, and is told where that is.
          return context.interruptible((signal) =>
            kube.patch<Service>(kinds.Service, { namespace, name }, patch, { ...options, signal }),
          );
        },
        read: ({ metadata: { namespace, name } }) =>
          context.interruptible((signal) => kube.read<Service>(kinds.Service, { namespace, name }, signal)),
        print: (object, verb) => context.stdout.write(print[verb](object)),
        say: (line) => context.stderr.write(`${line}\n`),
      };
      await editLoop(desk, services);
    });
}

/** The format of the file; of what is printed after it too, where one was asked for. */
async function formatOf(output = 'yaml'): Promise<{ print: (object: Printable) => string; suffix: string }> {
  const style = { held: 'read', showManagedFields: false } as const;
  switch (output.toLowerCase()) {
    case 'json': {
      const { jsonPrinter } = await import('../output/json.ts');
      return { print: jsonPrinter(style), suffix: output === 'json' ? '.json' : '.yaml' };
    }
    case 'yaml': {
      const { yamlPrinter } = await import('../output/yaml.ts');
      return { print: (object) => yamlPrinter(style)(object), suffix: '.yaml' };
    }
    case 'kyaml': {
      const { kyamlPrinter } = await import('../output/kyaml.ts');
      return { print: (object) => kyamlPrinter(style)(object), suffix: '.yaml' };
    }
    default:
      throw new UsageError(
        `unable to match a printer suitable for the output format ${JSON.stringify(output)}, allowed formats are: json,kyaml,yaml`,
      );
  }
}

/** One object as it is, several as one List. */
function asOne(objects: readonly Service[]): Printable {
  const [only, ...others] = objects;
  if (only && others.length === 0) return only;
  return { apiVersion: 'v1', kind: 'List', metadata: {}, items: objects } as unknown as Printable;
}

async function readAll(kube: KubeClient, refs: readonly Ref[], subresource?: string): Promise<Service[]> {
  const { found, errors } = await eachAlone(kube, refs, (ref) =>
    kube.read<Service>(kinds.Service, { ...ref, subresource }),
  );
  throwAll(errors);
  return found;
}

/** A file that nobody wrote anything into is not left behind when the editor fails; any other is named. */
async function editedText(text: string, suffix: string, context: Context): Promise<{ path: string; text: string }> {
  const path = await temporaryFile({ prefix: 'kubesvc-edit-', suffix }, text, context);
  const read = async () =>
    new TextDecoder().decode(await context.readFile(path).catch((error: unknown) => cannotOpen(path, error)));
  try {
    await context.openEditor(path);
    return { path, text: await read() };
  } catch (error) {
    const now = await read().catch(() => undefined);
    if (now === text) await removeFile(path);
    else if (now !== undefined)
      context.stderr.write(`A copy of your changes has been stored to ${JSON.stringify(path)}\n`);
    throw error;
  }
}

/** What is wrong with a field is found here where that can be; the objects themselves stay as they were written. */
async function parser(): Promise<(text: string) => KubeObject[]> {
  const { parseDocuments } = await import('../cli/documents.ts');
  const { manifestsOf } = await import('../cli/manifest-objects.ts');
  return (text) => {
    const { documents, problem } = parseDocuments(text);
    if (problem !== undefined) throw new UsageError(problem);
    for (const document of documents) refuseTypeless(document);
    const found: Manifests = { manifests: [], errors: [], warnings: [] };
    for (const document of documents) manifestsOf(document, 'edited-file', found);
    const [first] = found.errors;
    // What is wrong within the spec is the server's to say to kubectl, which reads the metadata alone.
    if (first && !/^unable to decode "[^"]*": (items\[\d+\]\.)*(spec|status)\b/.test(first.message))
      throw new Misread(first.message);
    if (first) throw first;
    if (found.manifests.length === 0) throw new UsageError('invalid object to validate');
    return documents.flatMap(itemsOf);
  };
}

/** In the words of kubectl's validation (validation/schema.go). */
function refuseTypeless(document: unknown): void {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new UsageError('invalid object to validate');
  }
  const fields = document as Record<string, unknown>;
  const faults = ['apiVersion', 'kind'].flatMap((field) => {
    if (fields[field] === undefined || fields[field] === null) return [`${field} not set`];
    return typeof fields[field] === 'string' ? [] : [`${field} isn't string type`];
  });
  if (faults.length > 0) throw new UsageError(faults.length > 1 ? `[${faults.join(', ')}]` : faults.join());
}

function itemsOf(document: unknown): KubeObject[] {
  if (typeof document !== 'object' || document === null) return [];
  return 'items' in document && Array.isArray(document.items)
    ? document.items.flatMap(itemsOf)
    : [document as KubeObject];
}

/**
 * A JSON merge patch with the resourceVersion that was shown. kubectl's strategic one has none, and so writes over what
 * somebody else has changed meanwhile; and it knows ports by their number alone, so that of TCP and UDP on one number it
 * loses one. A merge patch replaces the list as it was saved.
 */
function patchOf(shown: Service, edited: Service): object | undefined {
  const { managedFields: _, ...before } = shown.metadata;
  const { managedFields: __, ...after } = edited.metadata;
  const patch = mergePatch({ ...shown, metadata: before }, { ...edited, metadata: after });
  if (!patch) return undefined;
  const resourceVersion = edited.metadata.resourceVersion ?? shown.metadata.resourceVersion;
  return {
    ...patch,
    metadata: { ...(patch.metadata as object | undefined), resourceVersion, uid: shown.metadata.uid },
  };
}

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** As kubectl edit writes it: the whole object, with what the server manages (kubectl/pkg/util/apply.go). */
async function withLastApplied(shown: Service, edited: Service): Promise<Service> {
  const { compactJson } = await import('../output/json.ts');
  const { [lastApplied]: _, ...annotations } = edited.metadata.annotations ?? {};
  const managedFields = shown.metadata.managedFields;
  const metadata = { ...edited.metadata, annotations, ...(managedFields !== undefined && { managedFields }) };
  const text = `${compactJson({ ...edited, metadata })}\n`;
  return { ...edited, metadata: { ...edited.metadata, annotations: { ...annotations, [lastApplied]: text } } };
}
