import { type Command, Option, type OptionValues } from '@commander-js/extra-typings';
import { commaSeparated } from './csv.ts';
import { readInTurn } from './pflag.ts';

/** The command with kubectl's `-f`, `-k` and `-R`; `usage` completes "Filename, directory, or URL to files …". */
export function withManifestOptions<Args extends unknown[], Options extends OptionValues, Global extends OptionValues>(
  command: Command<Args, Options, Global>,
  usage: string,
) {
  return command
    .hook('preAction', (self) => {
      // An empty file is none: of a flag whose parser answers nothing, commander makes an empty text.
      if (self.getOptionValue('filename') === '') self.setOptionValue('filename', undefined);
    })
    .addOption(
      readInTurn(
        new Option('-f, --filename <file>', `Filename, directory, or URL to files ${usage}`).argParser(
          (file: string, before: string[] | undefined) => (file === '' ? before : [...(before ?? []), file]),
        ),
        (text) => commaSeparated('--filename', text),
      ),
    )
    .option(
      '-k, --kustomize <folder>',
      "Process the kustomization directory with kubectl or kustomize. This flag can't be used together with -f or -R.",
    )
    .option(
      '-R, --recursive',
      'Process the directory used in -f, --filename recursively. Useful when you want to manage related manifests organized within the same directory.',
    );
}
