import { Command } from '@commander-js/extra-typings';
import type { Context } from '../cli/context.ts';
import { pathOf } from '../cli/find.ts';
import { UsageError } from '../errors.ts';

/** The package has the same files in completions/. */
const scripts = {
  bash: () => import('../../completions/kubesvc.bash'),
  zsh: () => import('../../completions/_kubesvc'),
  fish: () => import('../../completions/kubesvc.fish'),
  powershell: () => import('../../completions/kubesvc.ps1'),
};

const description = `Output shell completion code for the specified shell (bash, zsh, fish, or powershell).

The code asks kubesvc itself at each Tab, so it stays right when kubesvc is updated. Names come from the cluster; one that
does not answer within two seconds has nothing to offer.

Examples:
  # In this bash; for every one to come, write it to ~/.local/share/bash-completion/completions/kubesvc
  source <(kubesvc completion bash)

  # In this zsh; for every one to come, write it as _kubesvc into a folder of $fpath
  source <(kubesvc completion zsh)

  # In every fish from now on
  kubesvc completion fish > ~/.config/fish/completions/kubesvc.fish

  # In every PowerShell from now on
  kubesvc completion powershell >> $PROFILE

  # For an alias, in bash and in zsh
  alias k=kubesvc; complete -o default -F __kubesvc_complete k
  alias k=kubesvc; compdef _kubesvc k`;

export function completionCommand({ stdout }: Context) {
  return new Command('completion')
    .description(description)
    .usage('SHELL')
    .argument('[shells...]')
    .action(async (shells, _flags, command) => {
      const wrong = (text: string) => new UsageError(`${text}\nSee '${pathOf(command)} -h' for help and examples`);
      const [shell, ...more] = shells;
      if (shell === undefined) throw wrong('Shell not specified.');
      if (more.length > 0) throw wrong('Too many arguments. Expected only the shell type.');
      if (!Object.hasOwn(scripts, shell)) throw wrong(`Unsupported shell type "${shell}".`);
      stdout.write((await scripts[shell as keyof typeof scripts]()).default);
    });
}
