import { Command } from '@commander-js/extra-typings';
import type { Context } from '../cli/context.ts';
import { connectionFlags } from '../cli/options.ts';
import { parseDuration } from '../cli/parse.ts';
import { SilentExit } from '../errors.ts';
import { attemptSeconds, parseAsked } from '../probe/ask.ts';
import { orCannotAsk, probe } from '../probe/probe.ts';
import { exitCodes } from '../probe/verdict.ts';

const description = `Say whether a pod can reach a Service, and if not, why.

First what the API alone can prove, which takes no pod. Then one temporary pod tries DNS, the cluster IP, every endpoint,
node ports and external addresses, and is removed, whatever happens.

Exit codes: 0 reachable, 1 not (or not by every way), 2 usage, 3 nothing could be learned, 4 the API could not be asked,
124 the whole run took too long, 130 and 143 interrupted, after the clean-up.

Examples:
  # All ports, every way that the Service has
  kubesvc probe web

  # One port, and what it answers
  kubesvc probe web:80 --show-response

  # What the API shows, without a pod
  kubesvc probe web --no-pod

  # With an image from a registry that the nodes can reach
  kubesvc probe web --image registry.example.com/alpine:3.23`;

export function probeCommand(context: Context) {
  return new Command('probe')
    .summary('Say whether a pod can reach a Service, and if not, why')
    .description(description)
    .usage('NAME[:PORT] [flags]')
    .argument('[words...]')
    .option('--port <port>', 'Probe only this port of the Service, by number or name.')
    .option('--path <path>', 'The path to ask for over HTTP.', '/')
    .option(
      '--image <image>',
      'The image of the temporary pod; it needs sh, nc, wget and getent. Also KUBESVC_PROBE_IMAGE.',
    )
    .option('--timeout <duration>', 'How long one attempt may take, at least 2s.', '4s')
    .option('--timeout-total <duration>', 'How long the whole run may take.', '2m')
    .option('--no-pod', 'Only what the API can prove.')
    .option('--force-pod', 'Run the pod even where the API has proved that nothing can be reached.')
    .option('--show-response', 'Print the first 2 KiB of what the Service answers.')
    .action(async (words, flags, command) => {
      const asked = parseAsked(words, flags.port);
      const seconds = attemptSeconds(parseDuration(flags.timeout, '--timeout'));
      const total = parseDuration(flags.timeoutTotal, '--timeout-total');
      const image = flags.image ?? context.env.KUBESVC_PROBE_IMAGE ?? 'alpine:3.23';

      const kube = await orCannotAsk(() => context.connect(connectionFlags(command)));
      const wishes = { ...flags, ...asked, seconds, total, image };
      const word = await context.interruptible((signal) => probe(kube, wishes, { context, signal }));
      if (exitCodes[word] !== 0) throw new SilentExit(exitCodes[word]);
    });
}
