import { UsageError } from '../errors.ts';
import type { Held, Printer } from './printer.ts';

export function jsonpathPrinter(
  _template: string,
  _style: { held: Held; allowMissingKeys: boolean; asJson: boolean },
): Printer {
  throw new UsageError('this format is not there yet');
}
