import { UsageError } from '../errors.ts';
import type { Printer } from './printer.ts';

export interface Column {
  header: string;
  path: string;
}

export function columnsOfSpec(_spec: string): Column[] {
  throw new UsageError('this format is not there yet');
}

export function columnsOfFile(_text: string): Column[] {
  throw new UsageError('this format is not there yet');
}

export function customColumnsPrinter(_columns: readonly Column[], _style: { noHeaders: boolean }): Printer {
  throw new UsageError('this format is not there yet');
}
