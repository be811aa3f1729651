import { UsageError } from '../errors.ts';
import { type Labels, parseLabels } from '../service/labels.ts';
import { quoted } from '../service/quote.ts';

/** `-l, --labels`; kubectl takes an empty text for none given. */
export const parseLabelFlag = (text: string) => (text === '' ? undefined : parseLabels(text));

/** A Service's selector: equality alone, which is less than other commands take for `--selector`. */
export function parseSelector(text: string): Labels | undefined {
  if (text === '') return undefined;
  if (/!=|(^|,)\s*!|\s(not)?in\s*\(/.test(text)) {
    throw new UsageError(
      `invalid --selector ${quoted(text)}: a Service selects by equality alone, as app=web,tier=front`,
    );
  }
  return parseLabels(text);
}

/**
 * `KEY=VALUE,…`. A value may hold anything: with one `=` the whole text is one annotation, commas and all, and otherwise a
 * pair with commas stands in double quotes, as in pflag's StringToString. The flag may be repeated.
 */
export function parseAnnotations(text: string, before: Labels = {}): Labels {
  const parts = text.split('=').length === 2 ? [text] : quotedParts(text);
  const pairs = parts.map((part) => {
    const at = part.indexOf('=');
    if (at > 0) return [part.slice(0, at), part.slice(at + 1)];
    throw new UsageError(
      `invalid --annotations ${quoted(part)}: expected KEY=VALUE, several parted by commas; a pair with a comma in it stands in double quotes`,
    );
  });
  return { ...before, ...(Object.fromEntries(pairs) as Labels) };
}

/** The fields of one line of CSV (RFC 4180). */
function quotedParts(text: string): string[] {
  return [...text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"(?=,|$)|([^,]*))/g)].map(
    ([, inQuotes, plain]) => inQuotes?.replaceAll('""', '"') ?? plain ?? '',
  );
}
