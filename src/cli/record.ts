import { type Command, type CommandUnknownOpts, Option, type OptionValues } from '@commander-js/extra-typings';
import type { Output } from './context.ts';

/** kubectl's `--record`, which is deprecated there and writes the command line into an annotation. */
export function withRecordOption<Args extends unknown[], Options extends OptionValues, Global extends OptionValues>(
  command: Command<Args, Options, Global>,
) {
  return command.addOption(
    new Option('--record [on]', 'Deprecated and ignored.')
      .preset('true')
      .argParser((text) => text === 'true')
      .default(false)
      .hideHelp(),
  );
}

/** What is said of it wherever it is given, also as `--record=false`, which loses nothing. */
export function mindRecord(command: CommandUnknownOpts, stderr: Output): void {
  if (command.getOptionValueSource('record') !== 'cli') return;
  stderr.write(
    command.getOptionValue('record') === true
      ? 'Flag --record has been deprecated and is ignored: no annotation kubernetes.io/change-cause is written\n'
      : 'Flag --record has been deprecated, --record will be removed in the future\n',
  );
}
