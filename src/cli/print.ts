import { type Command, Option, type OptionValues } from '@commander-js/extra-typings';
import { UsageError } from '../errors.ts';
import { type Held, namePrinter, type Printer } from '../output/printer.ts';
import type { Context } from './context.ts';

/**
 * From kubectl's print flags to the printer they mean (cli-runtime print_flags.go, kubectl get_flags.go). Everything that
 * can be wrong with a format, its text or its file is found here, before anything is sent.
 */

/** As commander answers the options of `withPrintOptions`. */
export interface PrintFlags {
  output?: string | undefined;
  template?: string | undefined;
  allowMissingTemplateKeys: boolean;
  showManagedFields?: true | undefined;
}

/** What `expose`, `create` and `edit` print. */
export const changeFormats = [
  'json',
  'yaml',
  'kyaml',
  'name',
  'go-template',
  'go-template-file',
  'template',
  'templatefile',
  'jsonpath',
  'jsonpath-as-json',
  'jsonpath-file',
];

/** What `get` prints. */
export const readFormats = [...changeFormats, 'custom-columns', 'custom-columns-file', 'wide'];

/** The command with `-o`, `--template`, `--allow-missing-template-keys` and `--show-managed-fields`. */
export function withPrintOptions<Args extends unknown[], Options extends OptionValues, Global extends OptionValues>(
  command: Command<Args, Options, Global>,
  formats: readonly string[] = changeFormats,
) {
  const seeAlso = formats.includes('custom-columns')
    ? ' See custom columns [https://kubernetes.io/docs/reference/kubectl/#custom-columns], golang template [http://golang.org/pkg/text/template/#pkg-overview] and jsonpath template [https://kubernetes.io/docs/reference/kubectl/jsonpath/].'
    : '';
  return command
    .addOption(
      new Option('-o, --output <format>', `Output format. One of: (${formats.join(', ')}).${seeAlso}`).default(
        undefined,
        "''",
      ),
    )
    .addOption(
      new Option(
        '--template <template>',
        'Template string or path to template file to use when -o=go-template, -o=go-template-file. The template format is golang templates [http://golang.org/pkg/text/template/#pkg-overview].',
      ),
    )
    .addOption(
      new Option(
        '--allow-missing-template-keys [allow]',
        'If true, ignore any errors in templates when a field or map key is missing in the template. Only applies to golang and jsonpath output formats.',
      )
        .preset('true')
        .argParser((text) => text === 'true')
        .default(true, 'true'),
    )
    .addOption(
      new Option(
        '--show-managed-fields',
        'If true, keep the managedFields when printing objects in JSON or YAML format.',
      ),
    );
}

/**
 * The printer of a command that changes something; without a format, the outcome in one line.
 * @throws UsageError in kubectl's words for a format, template or file that cannot be used
 */
export async function changePrinter(
  flags: PrintFlags,
  outcome: Printer,
  context: Pick<Context, 'readFile'>,
  held: Held = 'typed',
): Promise<Printer> {
  const output = flags.output ?? (flags.template ? 'go-template' : '');
  if (output === '') return outcome;
  return (
    (await objectPrinter(output, flags, held)) ??
    (await templatePrinter(output, flags, context, held)) ??
    (await refuse(flags.output ?? '', changeFormats))
  );
}

/**
 * The printer of `get`; undefined where the table is asked for (no format, or `wide`).
 * @throws UsageError in kubectl's words for a format, template or file that cannot be used
 */
export async function readPrinter(
  flags: PrintFlags & ColumnFlags,
  context: Pick<Context, 'readFile'>,
): Promise<Printer | undefined> {
  const given = flags.output ?? '';
  const output = given === '' && flags.template ? 'go-template' : given;
  if (output === '' || output === 'wide') return undefined;
  return (
    (await templatePrinter(output, flags, context, 'read')) ??
    (await columnsPrinter(output, flags, context)) ??
    (await objectPrinter(output, flags, 'read')) ??
    (await refuse(output, readFormats))
  );
}

async function refuse(output: string, formats: readonly string[]): Promise<never> {
  const { quoted } = await import('../output/go-format.ts');
  const allowed = [...formats].sort().join(',');
  throw new UsageError(
    `unable to match a printer suitable for the output format ${quoted(output)}, allowed formats are: ${allowed}`,
  );
}

/** The formats that need nothing but the object, in any case. */
async function objectPrinter(output: string, flags: PrintFlags, held: Held): Promise<Printer | undefined> {
  const style = { held, showManagedFields: flags.showManagedFields === true };
  switch (output.toLowerCase()) {
    case 'json':
      return (await import('../output/json.ts')).jsonPrinter(style);
    case 'yaml':
      return (await import('../output/yaml.ts')).yamlPrinter(style);
    case 'kyaml':
      return (await import('../output/kyaml.ts')).kyamlPrinter(style);
    case 'name':
      return namePrinter;
    default:
      return undefined;
  }
}

const templates = {
  'go-template': 'go',
  'go-template-file': 'go',
  template: 'go',
  templatefile: 'go',
  jsonpath: 'jsonpath',
  'jsonpath-file': 'jsonpath',
  'jsonpath-as-json': 'jsonpath',
} as const;

async function templatePrinter(
  output: string,
  flags: PrintFlags,
  context: Pick<Context, 'readFile'>,
  held: Held,
): Promise<Printer | undefined> {
  const { name, text } = parted(output, flags.template);
  if (!Object.hasOwn(templates, name)) return undefined;
  if (text === '') throw new UsageError('template format specified but no template given');
  const template = name.endsWith('file') ? await fileText(text, `--template ${text}`, context) : text;
  const style = { held, allowMissingKeys: flags.allowMissingTemplateKeys, asJson: name === 'jsonpath-as-json' };
  return templates[name as keyof typeof templates] === 'go'
    ? (await import('../output/go-template/printer.ts')).goTemplatePrinter(template, style)
    : (await import('../output/jsonpath/printer.ts')).jsonpathPrinter(template, style);
}

/** What custom columns need to know beside the format. */
interface ColumnFlags {
  noHeaders?: true | undefined;
  /** Whoever watches sets in columns what comes. */
  watching?: boolean;
}

async function columnsPrinter(
  output: string,
  { template, noHeaders, watching }: PrintFlags & ColumnFlags,
  context: Pick<Context, 'readFile'>,
): Promise<Printer | undefined> {
  const { name, text } = parted(output, template);
  if (name !== 'custom-columns' && name !== 'custom-columns-file') return undefined;
  if (text === '') throw new UsageError('custom-columns format specified but no custom columns given');
  const { columnsOfFile, columnsOfSpec, customColumnsPrinter } = await import('../output/custom-columns.ts');
  const style = { noHeaders: noHeaders === true, tabbed: watching === true };
  if (name === 'custom-columns') return customColumnsPrinter(columnsOfSpec(text), style);
  // A file always prints its head (kubectl customcolumn_flags.go).
  const columns = columnsOfFile(await fileText(text, `template ${text}`, context));
  return customColumnsPrinter(columns, { ...style, noHeaders: false });
}

/** `jsonpath=TEXT` in its two halves; with `--template` the word is the whole name. */
function parted(output: string, template: string | undefined): { name: string; text: string } {
  if (template) return { name: output, text: template };
  const [name = '', ...rest] = output.split('=');
  return { name, text: rest.join('=') };
}

async function fileText(path: string, what: string, { readFile }: Pick<Context, 'readFile'>): Promise<string> {
  try {
    return new TextDecoder().decode(await readFile(path));
  } catch (error) {
    throw new UsageError(`error reading ${what}, ${openError(path, error)}`);
  }
}

/** A file that cannot be read, in the words of Go's os package. */
function openError(path: string, error: unknown): string {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  if (code === 'EISDIR') return `read ${path}: is a directory`;
  return `open ${path}: ${reasons[code] ?? message}`;
}

const reasons: Record<string, string> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  ENOTDIR: 'not a directory',
  ENAMETOOLONG: 'file name too long',
  ELOOP: 'too many levels of symbolic links',
};
