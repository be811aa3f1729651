import { Command } from '@commander-js/extra-typings';
import type { Context } from '../cli/context.ts';
export function probeCommand(_context: Context) {
  return new Command('probe');
}
