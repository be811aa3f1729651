import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import type { Context } from '../cli/context.ts';
import { find } from '../cli/find.ts';
import { resolveKind } from '../cli/targets.ts';
import type { ConnectionFlags } from '../kube/client.ts';

/** Tab must never hang: what has not answered within two seconds, whatever it is, has nothing to say. Milliseconds. */
const patience = 2000;

/**
 * The hidden commands that the shells' scripts call: cobra's protocol, as kubectl's plugins speak it too. The words are
 * those before the cursor and the one at it. Whatever goes wrong is silence: a Tab is no place for an error.
 */
export const completeCommands = (context: Context) => [
  completeCommand('__complete', true, context),
  completeCommand('__completeNoDesc', false, context),
];

function completeCommand(name: string, withDescriptions: boolean, context: Context) {
  const command = new Command(name).argument('[words...]');
  return command.action(async (words) => {
    const root = command.parent;
    if (!root) return;
    const { answer, wordsAt } = await import('../completion/complete.ts');
    const { placeAt } = await import('../completion/place.ts');
    const help = words.length > 1 && words[0] === 'help';
    const place = placeAt(words.at(-1) ?? '', find(words.slice(help ? 1 : 0, -1), root), help);
    const connection = connectionOf(place.given, root);
    const cluster = (flags?: ConnectionFlags) => context.connect({ ...connection, ...flags });
    const found = await wordsAt(place, {
      cluster,
      kind: (word) => resolveKind(word, cluster),
      kubeconfig: () => context.kubeconfig(connection.kubeconfig),
      findings: async () => {
        const { pages } = await import('../diagnosis/explain/explain.ts');
        return Object.entries(pages).map(([text, { title }]) => ({ text, description: title }));
      },
      signal: AbortSignal.timeout(patience),
    });
    context.stdout.write(answer(found, withDescriptions));
  });
}

/** The connection flags of the half line, read as the whole line's would be. */
function connectionOf(
  given: ReadonlyMap<unknown, readonly (string | true)[]>,
  root: CommandUnknownOpts,
): ConnectionFlags {
  const flags: Record<string, unknown> = {};
  for (const option of root.options) {
    for (const value of given.get(option) ?? []) {
      const name = option.attributeName();
      flags[name] = option.parseArg && value !== true ? option.parseArg(value, flags[name] as undefined) : value;
    }
  }
  return flags;
}
