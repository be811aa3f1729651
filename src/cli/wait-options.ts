import { type Command, Option, type OptionValues } from '@commander-js/extra-typings';
import { UsageError } from '../errors.ts';
import type { Awaited } from '../service/awaited.ts';
import { quoted } from '../service/quote.ts';
import { parseDuration } from './parse.ts';

function parseAwaited(text: string): Awaited {
  const known = (['usual', 'endpoints', 'address', 'reachable'] as const).find((one) => one === text.toLowerCase());
  if (known) return known;
  throw new UsageError(`invalid --wait ${quoted(text)}: must be endpoints, address or reachable`);
}

/** The command with `--wait`, `--timeout` and `--probe`. */
export function withWaitOptions<A extends unknown[], O extends OptionValues, G extends OptionValues>(
  command: Command<A, O, G>,
) {
  return command
    .addOption(
      new Option(
        '--wait [state]',
        'Wait until the Service has a ready endpoint (endpoints), its external address (address), or answers a probe (reachable). Without a state: the address of a LoadBalancer, endpoints of any other.',
      )
        .preset('usual')
        .argParser(parseAwaited),
    )
    .addOption(
      new Option('--timeout <duration>', 'How long --wait may take, as in 30s or 2m.')
        .argParser((text) => parseDuration(text, '--timeout'))
        .default(60_000, '1m'),
    )
    .option('--probe', 'Probe the Service afterwards with a temporary pod, as kubesvc probe does.');
}
