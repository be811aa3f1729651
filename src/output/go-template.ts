import { UsageError } from '../errors.ts';
import type { Printer } from './printer.ts';

export function goTemplatePrinter(_template: string, _style: { allowMissingKeys: boolean }): Printer {
  throw new UsageError('this format is not there yet');
}
