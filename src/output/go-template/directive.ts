/** One `%` of a format: `%-8.3f`. */
export interface Directive {
  verb: string;
  /** Of `-`, `+`, `#`, blank and `0`. */
  flags: string;
  width: number | undefined;
  precision: number | undefined;
}

/** What stands before a number: `-`, or what the flags ask for. */
export function signOf(negative: boolean, flags: string): string {
  if (negative) return '-';
  return flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
}

/** To the width, in characters: on the left with blanks or zeros, on the right with blanks. */
export function pad(whole: string, { flags, width = 0 }: Directive): string {
  const missing = width - Array.from(whole).length;
  if (missing <= 0) return whole;
  if (flags.includes('-')) return whole + ' '.repeat(missing);
  return (flags.includes('0') ? '0' : ' ').repeat(missing) + whole;
}

/** With blanks also where the flag 0 asks for zeros. */
export const padBlank = (whole: string, directive: Directive) =>
  pad(whole, { ...directive, flags: directive.flags.replaceAll('0', '') });
