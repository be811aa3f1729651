import type { CommandUnknownOpts, Option } from '@commander-js/extra-typings';

/** One page of the manual for each command, in roff (groff_man(7)), from what the command tree says of itself. */

/** `kubesvc-edit-type`: the name of a command's page. */
export const pageName = (command: CommandUnknownOpts): string =>
  command.parent ? `${pageName(command.parent)}-${command.name()}` : command.name();

/** The commands that have a page: all but the hidden ones and `help`. */
export const documented = (command: CommandUnknownOpts): CommandUnknownOpts[] => [
  command,
  ...shown(command).flatMap(documented),
];

const shown = ({ commands }: CommandUnknownOpts) => commands.filter((inner) => !/^(__|help$)/.test(inner.name()));

export function manPage(command: CommandUnknownOpts): string {
  const [description = '', examples = ''] = command.description().split(/^Examples:$/m);
  const root = rootOf(command);
  const inner = shown(command);
  const parts = [
    `.TH ${quoted(pageName(command).toUpperCase())} 1 "" ${quoted(root.name())} ${quoted(`${root.name()} manual`)}`,
    section(
      'NAME',
      `${text(pageName(command))} \\- ${text(command.summary() || 'Kubernetes Services on the command line')}`,
    ),
    section(
      'SYNOPSIS',
      `.B ${text(pathOf(command))}\n${text(command.usage().replace(/^\[options\] ?/, ''))}`.trimEnd(),
    ),
    section(
      'DESCRIPTION',
      description
        .trim()
        .split(/\n{2,}/)
        .map(text)
        .join('\n.PP\n'),
    ),
    inner.length > 0 && section('COMMANDS', inner.map(commandEntry).join('\n')),
    command.options.some(({ hidden }) => !hidden) && section('OPTIONS', optionEntries(command.options)),
    examples.trim() !== '' && section('EXAMPLES', `.nf\n${text(examples.replaceAll(/^ {2}/gm, '').trim())}\n.fi`),
    section('EXIT STATUS', exitStatus(command)),
    section('SEE ALSO', seeAlso(command, root)),
  ];
  return `.\\" Made from the command tree by npm run man.\n${parts.filter(Boolean).join('\n')}\n`;
}

const section = (title: string, body: string) => `.SH ${quoted(title)}\n${body}`;

const commandEntry = (command: CommandUnknownOpts) =>
  `.TP\n.BR ${text(pageName(command))} (1)\n${text(command.summary())}`;

function optionEntries(options: readonly Option[]): string {
  return options
    .filter(({ hidden }) => !hidden)
    .toSorted((a, b) => ((a.long ?? '') < (b.long ?? '') ? -1 : 1))
    .map((option) => {
      const [, value] = /[<[]([^>\]]+)[>\]]/.exec(option.flags) ?? [];
      const argument =
        value === undefined ? '' : option.optional ? `[=\\fI${text(value)}\\fR]` : `=\\fI${text(value)}\\fR`;
      const names = [option.short, option.long].flatMap((name) => (name ? [`\\fB${text(name)}\\fR`] : []));
      return `.TP\n${names.join(', ')}${argument}\n${text(option.description)}`;
    })
    .join('\n');
}

function exitStatus(command: CommandUnknownOpts): string {
  const codes =
    command.name() === 'probe' ? '' : '0 when all is done, 1 after any error, also in the words of the line. ';
  return text(`${codes}130, 143 and 129 after SIGINT, SIGTERM and SIGHUP, when what was begun has been cleaned up.`);
}

function seeAlso(command: CommandUnknownOpts, root: CommandUnknownOpts): string {
  const others = command === root ? [] : [command.parent ?? root, ...(command.parent === root ? [] : [root])];
  return [...others.map(pageName), 'kubectl']
    .map((name, index, all) => `.BR ${text(name)} (1)${index < all.length - 1 ? ',' : ''}`)
    .join('\n');
}

const rootOf = (command: CommandUnknownOpts): CommandUnknownOpts => (command.parent ? rootOf(command.parent) : command);

const pathOf = (command: CommandUnknownOpts): string =>
  command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();

/** Plain text in roff: a backslash, a dash and a dot at the start of a line mean themselves. */
function text(plain: string): string {
  return plain
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll(/^(?=['.])/gm, '\\&');
}

const quoted = (plain: string) => `"${text(plain).replaceAll('"', '\\(dq')}"`;
