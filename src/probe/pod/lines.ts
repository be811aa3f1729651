import type { Target } from './targets.ts';

/** Bytes of one environment variable: the kernel takes 128 KiB (MAX_ARG_STRLEN), name and all. */
const mostBytes = 110_000;

/** More than these the API server refuses in one Job, with words that are about something else. */
const mostVariables = 10;

/** How many bytes of targets one pod takes. */
export const mostPerPod = mostBytes * mostVariables;

/**
 * The list as the runner reads it: a line each, fields parted by tabs, an empty field as `-`. Nothing of a field can end
 * it or its line: names and addresses hold no control characters, and those of a path are written as URLs write them.
 */
export function asLine({ group, id, how, host, port, scheme, path, space, patience }: Target): string {
  const fields = [group, id, how, host, port, scheme, pathText(path), space, patience ?? ''];
  return fields.map((field) => String(field) || '-').join('\t');
}

/** As URLs write it. */
export const pathText = (path: string) =>
  path.replaceAll(/[^\x21-\x7e]/gu, (character) => encodeURIComponent(character).replaceAll("'", '%27'));

/** The environment variables T0, T1, … that hold all lines. */
export function asVariables(targets: readonly Target[]): { name: string; value: string }[] {
  const values: string[] = [];
  let size = 0;
  for (const line of targets.map(asLine)) {
    const last = values.length - 1;
    if (last >= 0 && size + line.length + 1 <= mostBytes) {
      values[last] += `\n${line}`;
      size += line.length + 1;
    } else {
      values.push(line);
      size = line.length;
    }
  }
  return values.map((value, index) => ({ name: `T${index}`, value }));
}
