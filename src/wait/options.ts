import { type Command, Option, type OptionValues } from '@commander-js/extra-typings';
import { parseDuration } from '../cli/parse.ts';
import { UsageError } from '../errors.ts';
import { quoted } from '../service/quote.ts';
import type { Service } from '../service/types.ts';

/** What a command that has made or changed a Service may wait for. `usual`: what matters most for its type. */
type Awaited = 'usual' | 'endpoints' | 'address' | 'reachable';

function parseAwaited(text: string): Awaited {
  const known = (['usual', 'endpoints', 'address', 'reachable'] as const).find((one) => one === text.toLowerCase());
  if (known) return known;
  throw new UsageError(`invalid --wait ${quoted(text)}: must be endpoints, address or reachable`);
}

export interface WaitFlags {
  wait?: Awaited | undefined;
  /** Milliseconds. */
  timeout: number;
  probe?: true | undefined;
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

/**
 * What is to be waited for with a Service of this type.
 * @throws UsageError for what can never come
 */
export function stateAwaited(
  { wait }: Pick<WaitFlags, 'wait'>,
  { metadata, spec }: Pick<Service, 'metadata' | 'spec'>,
): Exclude<Awaited, 'usual'> | undefined {
  if (wait === undefined) return undefined;
  if (wait === 'usual') {
    if (spec.type === 'ExternalName') return undefined;
    return spec.type === 'LoadBalancer' ? 'address' : 'endpoints';
  }
  if (wait === 'address' && spec.type !== 'LoadBalancer') {
    throw new UsageError(
      `service "${metadata.name}" is a ${spec.type ?? 'ClusterIP'}: only a LoadBalancer gets an external address`,
    );
  }
  if (wait === 'endpoints' && spec.type === 'ExternalName') {
    throw new UsageError(`service "${metadata.name}" is an ExternalName, which has no endpoints`);
  }
  return wait === 'reachable' && spec.type === 'ExternalName' ? undefined : wait;
}
