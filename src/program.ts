import { Command, CommanderError, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { inNameOf } from './output/in-name-of.ts';
import type { Context } from './cli/context.ts';
import { groupCommand } from './cli/group.ts';
import { helpText } from './cli/help.ts';
import { globalOptions, minded } from './cli/global-options.ts';
import { canonical } from './cli/pflag.ts';
import { pathOf } from './cli/find.ts';
import {
  CliError,
  FlagError,
  Interrupted,
  ManyErrors,
  PlainError,
  ServerError,
  SilentExit,
  UsageError,
  WithExitCode,
} from './errors.ts';
import { visibleLines } from './output/visible.ts';

const description = `kubesvc makes Kubernetes Services understandable and trustworthy: it builds them from workloads,
reads them, changes them safely, and proves with a temporary pod that they can be reached.

Examples:
  # Put a Service in front of a Deployment, with the Deployment's own ports and labels
  kubesvc expose deployment mydeployment

  # See it
  kubesvc get svc mydeployment

  # Prove that it answers, or learn why not
  kubesvc probe mydeployment

  # Make it reachable from outside, and wait for its address
  kubesvc edit type mydeployment LoadBalancer --wait`;

/** A command of the root: what its line in the help says, and how it is loaded. */
interface Member {
  name: string;
  summary: string;
  load: () => Promise<(context: Context) => CommandUnknownOpts>;
}

/** In the order of the help. */
const members: readonly Member[] = [
  {
    name: 'expose',
    summary: 'Expose a workload as a new Kubernetes Service',
    load: async () => (await import('./commands/expose.ts')).exposeCommand,
  },
  {
    name: 'create',
    summary: 'Create a service',
    load: async () => (await import('./commands/create-service.ts')).createCommand,
  },
  {
    name: 'get',
    summary: 'Display one or many Services',
    load: async () => (await import('./commands/get-svc.ts')).getCommand,
  },
  {
    name: 'edit',
    summary: 'Change a Service',
    load: async () => {
      const { editTypeCommand } = await import('./commands/edit-type.ts');
      const { editSvcCommand } = await import('./commands/edit-svc.ts');
      return (context) =>
        groupCommand('edit', 'Change a Service.', [editTypeCommand(context), editSvcCommand(context)]);
    },
  },
  {
    name: 'probe',
    summary: 'Say whether a pod can reach a Service, and if not, why',
    load: async () => (await import('./commands/probe.ts')).probeCommand,
  },
  {
    name: 'completion',
    summary: 'Output shell completion code for the specified shell (bash, zsh, fish, or powershell)',
    load: async () => (await import('./commands/completion.ts')).completionCommand,
  },
  {
    name: 'version',
    summary: 'Print the client and server version information',
    load: async () => (await import('./commands/version.ts')).versionCommand,
  },
  {
    name: 'options',
    summary: 'Print the list of flags inherited by all commands',
    load: async () => (await import('./commands/options.ts')).optionsCommand,
  },
  {
    name: 'help',
    summary: 'Help about any command',
    load: async () => (await import('./commands/help.ts')).helpCommand,
  },
];

/**
 * The command tree, whole; or for one line, where a command that no word of the line names is its name and summary alone:
 * nine commands with their flags take longer to build than most of them to run.
 */
export async function createProgram(context: Context, line?: readonly string[]) {
  const program = new Command(context.program)
    .description(description)
    .usage('[flags] [command]')
    .argument('[words...]')
    .action((_words, _flags, root) => root.help());
  for (const option of globalOptions()) program.addOption(option);
  program.hook('preAction', (root, command) => minded(root.opts(), pathOf(command), context.stderr));
  const named = line && new Set(line.map((word) => word.split('/', 1)[0]));
  for (const { name, summary, load } of members) {
    const command = !named || named.has(name) ? (await load())(context) : new Command(name);
    program.addCommand(command.summary(summary));
  }
  if (!line || isAtTab(line)) {
    const { completeCommands } = await import('./commands/complete.ts');
    for (const hidden of completeCommands(context)) program.addCommand(hidden);
  }
  settle(program, context);
  return program;
}

const isAtTab = ([first]: readonly string[]) => first?.startsWith('__complete') ?? false;

/** What every command of the tree has alike: where it writes, how it ends, how its help looks. */
function settle(command: CommandUnknownOpts, context: Context): void {
  const { stdout, stderr, program } = context;
  command
    .description(inNameOf(program, command.description()))
    .exitOverride()
    .helpCommand(false)
    .helpOption('-h, --help', 'Help for this command')
    .configureHelp({ formatHelp: helpText })
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      outputError: () => {},
    });
  for (const inner of command.commands) settle(inner, context);
}

/** Runs one command line and answers its exit code. Never touches the real process. */
export async function run(argv: readonly string[], context: Context): Promise<number> {
  try {
    const program = await createProgram(context, argv);
    await program.parseAsync(wordsFor(argv, program), { from: 'user' });
    const warnings = 'warningsAsErrors' in program.opts() ? context.warnings() : 0;
    if (warnings > 0) throw new UsageError(warnings === 1 ? '1 warning received' : `${warnings} warnings received`);
    return 0;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0; // help was asked for
    if (!(error instanceof CliError)) throw error;
    context.stderr.write(visibleLines(inNameOf(context.program, inWords(error)))); // a server's words are among them
    return error.exitCode;
  }
}

/** The line as commander is to read it: half a line to complete is not parsed at all. */
function wordsFor(argv: readonly string[], program: CommandUnknownOpts): string[] {
  const [first, ...rest] = argv;
  return first !== undefined && isAtTab(argv) ? [first, '--', ...rest] : canonical(argv, program);
}

/** The one place where errors become words, and they are kubectl's (cmd/util/helpers.go): people and scripts know them. */
function inWords(error: CliError): string {
  if (error instanceof SilentExit || error instanceof Interrupted) return '';
  if (error instanceof WithExitCode) return inWords(error.error);
  if (error instanceof ManyErrors)
    return error.errors.map((one) => (one instanceof ServerError ? inWords(one) : `${one.message}\n`)).join('');
  if (error instanceof PlainError) return `${error.message}\n`;
  if (error instanceof FlagError) return `error: ${error.message}\nSee '${error.command} --help' for usage.\n`;
  if (error instanceof ServerError) return `${serverWords(error)}\n`;
  return `error: ${error.message}\n`;
}

function serverWords({ reason, message, status }: ServerError): string {
  if (reason === 'Unauthorized') return `error: You must be logged in to the server (${message})`;
  if (reason === 'Invalid') return invalidWords(status);
  return reason === '' ? `Error from server: ${message}` : `Error from server (${reason}): ${message}`;
}

function invalidWords({ message = '', details = {} }: ServerError['status']): string {
  const { kind = '', name = '' } = details;
  const isNamed = kind !== '' || name !== '';
  const subject = isNamed ? `The ${kind} ${JSON.stringify(name)} is invalid` : 'The request is invalid';
  const causes = [...new Set((details.causes ?? []).map(({ field = '', message: text = '' }) => `${field}: ${text}`))];
  if (causes.length === 0) return isNamed || message === '' ? subject : `${subject}: ${message}`;
  if (causes.length === 1) return `${subject}: ${causes[0]}`;
  return `${subject}: \n${causes.map((cause) => `* ${cause}`).join('\n')}`;
}
