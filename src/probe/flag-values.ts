import { milliseconds } from '../service/duration.ts';
import { ProbeUsageError } from './ask.ts';

/** Text of one flag to its value; each throws one sentence: flag, value, and what is expected. */

export function oneOf<T>(text: string, flag: string, values: Record<string, T>): T {
  const key = Object.keys(values).find((word) => word.toLowerCase() === text.toLowerCase());
  if (key !== undefined) return values[key] as T;
  const words = Object.keys(values);
  throw new ProbeUsageError(`invalid ${flag} "${text}": must be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}`);
}

export function duration(text: string, flag: string): number {
  const found = milliseconds(text);
  if (found !== undefined && found >= 0) return found;
  throw new ProbeUsageError(`invalid ${flag} "${text}": expected a duration such as 30s or 2m`);
}

export function positive(value: number, flag: string): number {
  if (value >= 1000) return value;
  throw new ProbeUsageError(`invalid ${flag}: it must be at least 1s`);
}

export function whole(text: string, flag: string, least: number, most: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : -1;
  if (value >= least && value <= most) return value;
  throw new ProbeUsageError(`invalid ${flag} "${text}": expected a whole number from ${least} to ${most}`);
}

export function pathOf(text: string): string {
  if (text.startsWith('/')) return text;
  throw new ProbeUsageError(`invalid --path "${text}": a path begins with /`);
}

/** Nothing of it may end the header line: what follows would be headers of its own. */
export function header(text: string): string {
  if (/^[\x21-\x7e]+$/.test(text)) return text;
  throw new ProbeUsageError(`invalid --host-header ${JSON.stringify(text)}: expected a host name, with a port or not`);
}

/** `200-399,401`, as inclusive ranges. */
export function statuses(text: string): [number, number][] {
  return text.split(',').map((word): [number, number] => {
    const [, from = '', to = from] = /^([1-5]\d\d)(?:-([1-5]\d\d))?$/.exec(word.trim()) ?? [];
    if (from !== '' && Number(from) <= Number(to)) return [Number(from), Number(to)];
    throw new ProbeUsageError(`invalid --expect-status "${word}": expected HTTP statuses such as 200-399,401`);
  });
}

export function pattern(text: string): RegExp {
  try {
    return new RegExp(text, 'su');
  } catch {
    throw new ProbeUsageError(`invalid --expect-body "${text}": it is not a regular expression`);
  }
}

export function jsonObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // said below
  }
  throw new ProbeUsageError('invalid --overrides: expected a JSON object, laid over the Job as a merge patch');
}

const labelKey = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const labelValue = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

/** `a=b,c=d`. */
export function pairs(text: string, flag: string): Record<string, string> {
  const words = text.split(',').filter((word) => word !== '');
  return Object.fromEntries(
    words.map((word) => {
      const [, key = '', value = ''] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
      if (labelKey.test(key) && labelValue.test(value)) return [key, value];
      throw new ProbeUsageError(`invalid ${flag} "${word}": expected labels as KEY=VALUE, between commas`);
    }),
  );
}
