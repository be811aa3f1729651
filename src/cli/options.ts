import { pid } from 'node:process';
import { Option } from '@commander-js/extra-typings';
import type { ConnectionFlags } from '../kube/client.ts';
import { logHead } from '../klog.ts';
import type { Context } from './context.ts';
import { parseDryRun } from './parse.ts';

/** kubectl's flags that several commands share, with kubectl's own help texts. */

/** @param context hears that a form is deprecated */
export const dryRunOption = (context?: Pick<Context, 'stderr' | 'now'>) =>
  new Option(
    '--dry-run [strategy]',
    'Must be "none", "server", or "client". If client strategy, only print the object that would be sent, without sending it. If server strategy, submit server-side request without persisting the resource.',
  )
    .preset('unchanged')
    .argParser((text: string) =>
      parseDryRun(text, (sentence, place) => {
        const head = context && logHead({ severity: 'W', now: context.now(), pid, place });
        context?.stderr.write(`${head} ${sentence}\n`);
      }),
    )
    .default('none', "'none'");

/** The connection flags of a line, wherever on it they stand; an empty `-n` names no namespace. */
export function connectionFlags(command: { optsWithGlobals(): object }): ConnectionFlags {
  const flags: ConnectionFlags = command.optsWithGlobals();
  return { ...flags, namespace: flags.namespace || undefined };
}
