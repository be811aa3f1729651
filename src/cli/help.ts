import type { CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { pathOf } from './find.ts';

/** Help in kubectl's shape: what it does, examples, commands, options with their defaults, usage. */
export function helpText(command: CommandUnknownOpts): string {
  const inner = command.commands.filter((child) => !hidden(child));
  const parts = [
    command.description(),
    inner.length > 0 && `Available Commands:\n${inner.map((child) => listed(child, inner)).join('\n')}`,
    command.parent && optionsText(command.options),
    `Usage:\n  ${pathOf(command)} ${command.usage().replace(/^\[options\] ?/, '')}`.trimEnd(),
    inner.length > 0 && `Use "${pathOf(command)} <command> --help" for more information about a given command.`,
    `Use "${rootName(command)} options" for a list of global command-line options (applies to all commands).`,
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

/** The options of a command, each with its default and its sentence. */
export function optionsText(options: readonly Option[]): string | undefined {
  const shown = options.filter((option) => !option.hidden).sort((a, b) => (a.long ?? '').localeCompare(b.long ?? ''));
  if (shown.length === 0) return undefined;
  return `Options:\n${shown.map(optionText).join('\n\n')}`;
}

function optionText(option: Option): string {
  const short = option.short ? `${option.short}, ` : '';
  return `    ${short}${option.long}=${defaultText(option)}:\n\t${option.description}`;
}

function defaultText(option: Option): string {
  if (option.defaultValueDescription !== undefined) return option.defaultValueDescription;
  if (option.isBoolean() || option.negate) return String(option.negate ? false : (option.defaultValue ?? false));
  return option.defaultValue === undefined ? "''" : `'${String(option.defaultValue)}'`;
}

/** Commander keeps "hidden" to itself; `help` is not listed, as in kubectl. */
function hidden(command: CommandUnknownOpts): boolean {
  return command.name().startsWith('__') || command.name() === 'help';
}

function listed(command: CommandUnknownOpts, all: readonly CommandUnknownOpts[]): string {
  const width = Math.max(...all.map((one) => one.name().length));
  return `  ${command.name().padEnd(width)}   ${command.summary()}`;
}

function rootName(command: CommandUnknownOpts): string {
  return command.parent ? rootName(command.parent) : command.name();
}
