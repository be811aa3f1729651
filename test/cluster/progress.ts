/** Says how far a long job is: a live line on a terminal, and off it a line a step and a heartbeat. */

export interface Voice {
  say: (line: string) => void;
  /** Replaces the line at the bottom of a terminal; absent off one. '' takes it away. */
  live?: (line: string) => void;
}

export interface Step {
  name: string;
  /** What it takes when nothing is there yet, on two cores. */
  seconds: number;
  run: () => Promise<void>;
}

const heartbeat = 25_000;

/** Runs steps one after the other. */
export async function runSteps(steps: readonly Step[], { say, live }: Voice): Promise<void> {
  const began = Date.now();
  for (const [index, step] of steps.entries()) {
    const left = steps.slice(index).reduce((sum, { seconds }) => sum + seconds, 0);
    const where = `[${index + 1}/${steps.length}] ${step.name}`;
    if (!live) say(`${where} (at most about ${span(step.seconds)}; all that is left: ${span(left)})`);
    const stepBegan = Date.now();
    const seconds = (since: number) => (Date.now() - since) / 1000;
    const line = () =>
      `${where}: ${span(seconds(stepBegan))} of at most about ${span(step.seconds)}; in all ${span(seconds(began))}`;
    live?.(line());
    const timer = setInterval(() => (live ? live(line()) : say(line())), live ? 1000 : heartbeat);
    try {
      await step.run();
    } finally {
      clearInterval(timer);
      live?.('');
    }
    say(`${where}: done in ${span(seconds(stepBegan))}`);
  }
}

/** 75 → `1 min 15 s` */
export function span(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  return whole % 60 === 0 ? `${whole / 60} min` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** Speaks on a stream; on a terminal with a live line. */
export function voiceOf(stream: NodeJS.WriteStream): Voice {
  const clear = '\r\u001b[K';
  const say = (line: string) => stream.write(`${stream.isTTY ? clear : ''}${line}\n`);
  if (!stream.isTTY) return { say };
  return { say, live: (line) => stream.write(`${clear}${line.slice(0, Math.max(20, stream.columns - 1))}`) };
}
