/** Colours by what they mean; without colour, each is the text itself. */
export interface Paint {
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
  dim(text: string): string;
  bold(text: string): string;
}

const same = (text: string) => text;
export const plain: Paint = { good: same, bad: same, warn: same, dim: same, bold: same };

/**
 * Colours of one stream: where somebody is looking, unless NO_COLOR (no-color.org) or a dumb terminal says no, or where
 * they are asked for.
 * @param wish what `--color` and `--no-color` say
 */
export async function paintFor(
  { isTTY }: { isTTY: boolean },
  env: Readonly<Record<string, string | undefined>>,
  wish: boolean | undefined,
): Promise<Paint> {
  const may = isTTY && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  if (!(wish ?? may)) return plain;
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level: 1 });
  return { good: chalk.green, bad: chalk.red, warn: chalk.yellow, dim: chalk.dim, bold: chalk.bold };
}
