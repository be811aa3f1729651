import { Command } from '@commander-js/extra-typings';
import type { Context } from '../cli/context.ts';
import { pathOf } from '../cli/pflag.ts';
import { type Candidate, type Place, placeOf, wordsAt } from '../completion/candidates.ts';
import { bash } from '../completion/scripts/bash.ts';
import { FlagError } from '../errors.ts';
import { visible } from '../output/visible.ts';
import { kinds } from '../service/kinds.ts';
import type { Service } from '../service/types.ts';

const scripts: Record<string, string> = { bash };

const description = `Output shell completion code for the specified shell (bash).

Examples:
  # Completion in this bash
  source <(kubesvc completion bash)

  # In every bash from now on
  kubesvc completion bash > /etc/bash_completion.d/kubesvc`;

export function completionCommand({ stdout }: Context) {
  return new Command('completion')
    .summary('Output shell completion code for the specified shell (bash)')
    .description(description)
    .usage('bash')
    .argument('[shell]')
    .action((shell, _flags, command) => {
      if (shell === undefined) throw new FlagError('Shell not specified.', pathOf(command));
      const script = Object.hasOwn(scripts, shell) ? scripts[shell] : undefined;
      if (script === undefined) throw new FlagError(`Unsupported shell type "${shell}".`, pathOf(command));
      stdout.write(script);
    });
}

/** Tab must never hang: a server that does not answer within two seconds has nothing to say. */
const patience = 2000;

/** cobra's protocol: the words before the cursor and the one at it; `text<TAB>description` a line; last `:4`, no file names. */
export function completeCommand(context: Context) {
  const command = new Command('__complete').argument('[words...]');
  return command.action(async (words) => {
    const root = command.parent;
    if (!root) return;
    const place = placeOf(words.slice(0, -1), root);
    const start = words.at(-1) ?? '';
    const found = [...wordsAt(place, start), ...(await namesAt(place, start, context))];
    context.stdout.write(`${found.map(({ text, description: what }) => `${text}\t${visible(what)}\n`).join('')}:4\n`);
  });
}

/** Names of Services, where one is wanted; nothing where the cluster cannot be asked, whatever the reason. */
async function namesAt({ command, operands, flags }: Place, start: string, context: Context): Promise<Candidate[]> {
  const wanted = { get: 1, type: 0, probe: 0 }[command.name()];
  if (wanted === undefined || operands.length < wanted || start.startsWith('-')) return [];
  try {
    const kube = await context.connect(flags);
    const { items } = await kube.list<Service>(kinds.Service, {
      namespace: kube.namespace,
      signal: AbortSignal.timeout(patience),
    });
    return items
      .filter(({ metadata }) => metadata.name.startsWith(start) && !operands.includes(metadata.name))
      .map(({ metadata, spec }) => ({
        text: metadata.name,
        description: `${spec.type ?? ''} ${(spec.ports ?? []).map(({ port }) => port).join(',')}`,
      }));
  } catch {
    return [];
  }
}
