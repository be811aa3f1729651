/** A line of klog, kubectl's log: `W1125 00:47:34.561193   11013 helpers.go:714] the sentence`. */
export interface LogLine {
  severity: 'I' | 'W';
  /** Local time. */
  now: Date;
  pid: number;
  /** Where it comes from: a file of kubectl's and its line, where the line is kubectl's own. */
  place: string;
}

/** The line's head, with the bracket and without the blank behind it (klog/v2/internal/buffer, FormatHeader). */
export function logHead({ severity, now, pid, place }: LogLine): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const date = `${two(now.getMonth() + 1)}${two(now.getDate())}`;
  const time = `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`;
  const micros = `${String(now.getMilliseconds()).padStart(3, '0')}000`;
  return `${severity}${date} ${time}.${micros} ${String(pid).padStart(7)} ${place}]`;
}
