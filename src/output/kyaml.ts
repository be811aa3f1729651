import { UsageError } from '../errors.ts';
import type { Held, Printer } from './printer.ts';

export function kyamlPrinter(_style: { held: Held; showManagedFields: boolean }): Printer {
  throw new UsageError('this format is not there yet');
}
