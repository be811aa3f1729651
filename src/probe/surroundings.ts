import type { Context } from '../cli/context.ts';
import { visible } from '../output/visible.ts';
import { clipped } from '../output/wrap.ts';
import type { Surroundings } from './probe.ts';
import { remains } from './remains.ts';

/** What every command that probes gives to it. */
export function surroundingsOf(context: Context): Omit<Surroundings, 'signal'> {
  const { env, stderr } = context;
  return { context, owner: ownerOf(env), progress: liveLine(stderr), remains: remains() };
}

/** Who made a run, for whoever finds it. */
const ownerOf = (env: Context['env']) => `${env.USER ?? env.LOGNAME ?? 'unknown'}@${env.HOSTNAME ?? 'unknown'}`;

/** On a terminal, one line of standard error that says what is waited for; '' takes it away. */
function liveLine(stderr: Context['stderr']): (text: string) => void {
  if (!stderr.isTTY) return () => {};
  let last = '';
  return (text) => {
    if (text === last) return;
    last = text;
    stderr.write(`\r\u001B[K${text === '' ? '' : clipped(`… ${visible(text)}`, Math.max(20, stderr.columns - 1))}`);
  };
}
