import { UsageError } from '../errors.ts';
import { quoted } from '../service/quote.ts';

/**
 * The values of a flag that takes several parted by commas, as pflag's StringSlice reads them: one record of CSV (RFC 4180),
 * in which a value that has commas of its own stands in quotes.
 * @throws UsageError for a quote that is not closed, or stands elsewhere than around a value
 */
export function commaSeparated(flag: string, text: string): string[] {
  if (text === '') return [];
  const values: string[] = [];
  const value = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;
  for (let next = ','; next === ',';) {
    const found = value.exec(text);
    if (!found) {
      throw new UsageError(
        `invalid ${flag} ${quoted(text)}: expected values parted by commas; a value in quotes has both, and those within are doubled`,
      );
    }
    values.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    next = found[3] ?? '';
  }
  return values;
}
