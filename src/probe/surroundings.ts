import type { Context } from '../cli/context.ts';
import { liveLine } from '../output/live-line.ts';
import type { Surroundings } from './probe.ts';
import { remains } from './remains.ts';

/** What every command that probes gives to it. */
export function surroundingsOf(context: Context): Omit<Surroundings, 'signal'> {
  const { env, stderr } = context;
  return { context, owner: ownerOf(env), progress: progressOn(stderr), remains: remains() };
}

/** Who made a run, for whoever finds it. */
const ownerOf = (env: Context['env']) => `${env.USER ?? env.LOGNAME ?? 'unknown'}@${env.HOSTNAME ?? 'unknown'}`;

/** On a terminal, one line of standard error that says what is waited for; '' takes it away. */
function progressOn(stderr: Context['stderr']): (text: string) => void {
  if (!stderr.isTTY) return () => {};
  let last = '';
  return (text) => {
    if (text === last) return;
    last = text;
    stderr.write(liveLine(text, stderr.columns));
  };
}
