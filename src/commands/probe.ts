import { Command, Option } from '@commander-js/extra-typings';
import type { Context } from '../cli/context.ts';
import { connectionFlags } from '../cli/options.ts';
import { throwAll } from '../cli/services.ts';
import { inNameOf } from '../output/in-name-of.ts';
import { paintFor } from '../output/paint.ts';
import { CliError, SilentExit, WithExitCode } from '../errors.ts';
import type { ConnectionFlags } from '../kube/client.ts';
import { type Asked, ProbeUsageError } from '../probe/ask.ts';
import type { Examined } from '../probe/examined.ts';

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

  # As another client would see it
  kubesvc probe db --from-namespace batch --from-labels role=api

  # Every Service of the cluster, for a script
  kubesvc probe -A -o json

  # A policy must keep this client out
  kubesvc probe db --from-namespace batch --expect unreachable

  # From this machine, by what the Service has outside its cluster; no pod is made
  kubesvc probe web --via local

  # What the API shows, without a pod
  kubesvc probe web --no-pod

  # With an image from a registry that the nodes can reach
  kubesvc probe web --image registry.example.com/alpine:3.23`;

const each = (value: string, before: string[] | undefined) => [...(before ?? []), value];

export function probeCommand(context: Context) {
  return new Command('probe')
    .description(description)
    .usage('(NAME[:PORT] … | -l SELECTOR | -A | -f FILENAME) [flags]')
    .argument('[words...]')
    .option('-l, --selector <selector>', 'Probe the Services that this label selector matches.')
    .option('-A, --all-namespaces', 'Probe the Services of all namespaces.')
    .addOption(
      new Option(
        '-f, --filename <file>',
        'Probe the Services of these manifests, as they are in the cluster.',
      ).argParser(each),
    )
    .option('--port <port>', 'Probe only this port of the Service, by number or name.')
    .option(
      '--via <ways>',
      'Only these ways: clusterip, dns, endpoints, nodeport, lb, externalip, externalname; and local, from this machine.',
    )
    .option('--ip-family <family>', 'Only addresses of this family: 4, 6 or both.')
    .option('--scheme <scheme>', 'What to speak: auto, http, https, h2c, tcp or udp.', 'auto')
    .option(
      '--path <path>',
      'The path to ask for over HTTP; it must answer 200-399 unless --expect-status says otherwise.',
    )
    .option('--host-header <host>', 'The Host to ask for over HTTP.')
    .option('--expect-status <list>', 'HTTP statuses that are expected, such as 200-399,401.')
    .option('--expect-body <regexp>', 'What the first 4 KiB of an HTTP answer must match.')
    .option('--expect <verdict>', 'reachable, or unreachable where a policy must keep this client out.')
    .option('--udp-payload <payload>', 'What to send over UDP: text, or hex: and digits.')
    .option('--show-response', 'Print the first 2 KiB of what the Service answers.')
    .option('--from-namespace <namespace>', 'Run the pod in this namespace.')
    .option('--from-labels <labels>', 'Labels for the pod, as KEY=VALUE between commas, for policies to meet it by.')
    .option('--from-service-account <name>', 'Run the pod under this ServiceAccount.')
    .option('--node <node>', 'Run the pod on this node.')
    .option('--node-selector <labels>', 'Run the pod on a node with these labels.')
    .option('--every-node', 'Run a pod on every node, and compare what they see.')
    .option('--host-network', "Run the pod in its node's own network; namespaces with Pod Security refuse it.")
    .option('--tolerate-all', 'Let the pod run on tainted nodes.')
    .option(
      '--image <image>',
      'The image of the temporary pod; it needs sh, nc, wget and getent. Also KUBESVC_PROBE_IMAGE. (default alpine:3.23)',
    )
    .option('--image-pull-secret <name>', 'A Secret to pull the image with.')
    .option('--image-pull-policy <policy>', 'IfNotPresent, Always or Never.', 'IfNotPresent')
    .option(
      '--runner <kind>',
      'job, or pod where Jobs may not be made; the cluster does not remove a bare pod by itself.',
      'job',
    )
    .option('--overrides <json>', 'A JSON merge patch for the Job.')
    .option('--no-pod', 'Only what the API can prove.')
    .option('--force-pod', 'Run the pod even where the API has proved that nothing can be reached.')
    .option('--keep', 'Leave the Job in the cluster, until its time is up.')
    .option('--timeout <duration>', 'How long one attempt may take, at least 2s.', '4s')
    .option('--timeout-total <duration>', 'How long the whole run may take. (default 2m, and more for many Services)')
    .option('--retries <n>', 'How often a failed attempt is made again.', '1')
    .option('--wait <duration>', 'Probe again until the Service is reachable, for so long.')
    .option('--count <n>', 'Try each front so many times, and say how long that took.', '0')
    .option('--rate <n>', 'Connections a second, where many Services are probed.', '200')
    .addOption(
      new Option('-o, --output <format>', 'Output format. One of: (text, wide, json, yaml, junit, name).').default(
        'text',
      ),
    )
    .option('--raw', "With the tools' own words for every check.")
    .option('-q, --quiet', 'Print the verdicts alone.')
    .option('--color', 'Colours, even where nobody is looking.')
    .option('--no-color', 'No colours. Also NO_COLOR.')
    .option('--fail-on <verdict>', 'What makes the exit code 1: unreachable, degraded, warning or never.', 'degraded')
    .addOption(
      new Option(
        '--suppress <id>',
        'Leave out findings of this id, or of one Service as ID=NAMESPACE/NAME. Repeatable.',
      ).argParser(each),
    )
    .option('--bundle <dir>', 'Write the report, the objects it rests on and the results of the pod into this folder.')
    .option('--explain <id>', 'Say what a finding means, and end.')
    .option('--print-rbac', 'Print the Role that these flags need, and end.')
    .addOption(
      new Option(
        '--dry-run [strategy]',
        'Print the Job that would be made, as it is or as the server would have it (client, server).',
      ).preset('client'),
    )
    .option('--cleanup', 'Remove what earlier probes have left behind, and end.')
    .option('--older-than <duration>', 'With --cleanup: also runs that still have time, if they are older than this.')
    .action(async (words, flags, command) => {
      if (flags.explain !== undefined) {
        const { explanation, pages } = await import('../diagnosis/explain/explain.ts');
        const text = explanation(flags.explain, context.stdout.columns);
        if (text === undefined)
          throw new ProbeUsageError(
            `there is no finding "${flags.explain}"; there are ${Object.keys(pages).join(', ')}`,
          );
        context.stdout.write(inNameOf(context.program, text));
        return;
      }
      const connect = () => orCannotAsk(() => context.connect(patient(connectionFlags(command))));
      if (flags.cleanup) {
        const { duration } = await import('../probe/flag-values.ts');
        const olderThan = flags.olderThan === undefined ? undefined : duration(flags.olderThan, '--older-than');
        const { cleanUp } = await import('../probe/cleanup.ts');
        const everywhere = flags.allNamespaces === true;
        const done = await context.interruptible(async (signal) =>
          cleanUp(await connect(), { everywhere, now: context.now(), olderThan }, signal),
        );
        context.stdout.write(done.text);
        if (!done.clean) throw new SilentExit(1);
        return;
      }
      const { wishesOf } = await import('../probe/wishes.ts');
      const wishes = wishesOf(words, flags, context.env);
      if (flags.filename)
        wishes.what = { named: await servicesOf(flags.filename, connectionFlags(command).namespace, context) };
      const { reportPrinter } = await import('../probe/report/print.ts');
      const print = await reportPrinter(flags.output);
      const look = {
        columns: context.stdout.columns,
        paint: await paintFor(context.stdout, context.env, flags.color),
        raw: flags.raw === true,
        quiet: flags.quiet === true,
      };
      const kube = await connect();
      if (flags.printRbac) {
        const { rightsText } = await import('../probe/rights.ts');
        context.stdout.write(rightsText(wishes, kube.namespace));
        return;
      }
      if (flags.dryRun !== undefined) {
        const { sketched } = await import('../probe/sketch.ts');
        context.stdout.write(await sketched(kube, wishes, { context, strategy: flags.dryRun, output: flags.output }));
        return;
      }
      const [{ probe }, { surroundingsOf }, { exitReason }, { pasteable }] = await Promise.all([
        import('../probe/probe.ts'),
        import('../probe/surroundings.ts'),
        import('../probe/report/exit.ts'),
        import('../probe/report/pasteable.ts'),
      ]);
      const isOfMany = !('named' in wishes.what);
      if (isOfMany) await sparing();
      const around = surroundingsOf(context);
      let examined: readonly Examined[] = [];
      const keep = flags.bundle === undefined ? undefined : (all: readonly Examined[]) => void (examined = all);
      try {
        const found = await context.interruptible(
          (signal) => probe(kube, wishes, { ...around, signal, examined: keep }),
          around.remains.text,
        );
        const report = pasteable(found, (text) => inNameOf(context.program, text));
        if (flags.bundle !== undefined) {
          const { bundleOf } = await import('../probe/bundle.ts');
          await writeBundle(flags.bundle, bundleOf(report, examined));
        }
        if (isOfMany) tidy();
        context.stdout.write(print(report, look));
        context.stderr.write(exitReason(report, wishes.exit));
        if (report.summary.exitCode !== 0) throw new SilentExit(report.summary.exitCode);
      } finally {
        context.stderr.write(around.remains.text());
      }
    });
}

/**
 * Many Services make much that is soon garbage, and V8 would rather give it room than look through it: a thousand took 154
 * MiB, and 115 in the same time where the room for what is new does not grow. An engine without that flag has its own ways.
 */
async function sparing(): Promise<void> {
  const { setFlagsFromString } = await import('node:v8');
  try {
    setFlagsFromString('--semi-space-growth-factor=1');
  } catch {
    // bun, for one
  }
}

/** What the engine of the standalone executables no longer needs makes room for the report: six MiB of 150. */
const tidy = () => (globalThis as { Bun?: { gc(force: boolean): void } }).Bun?.gc(true);

/** Writes files into a folder, which is made where it is not there. */
async function writeBundle(dir: string, files: ReadonlyMap<string, string>): Promise<void> {
  const [{ mkdir, writeFile }, path] = await Promise.all([import('node:fs/promises'), import('node:path')]);
  try {
    await mkdir(dir, { recursive: true });
    for (const [name, text] of files) await writeFile(path.join(dir, name), text, { mode: 0o600 });
  } catch (error) {
    throw new CliError(`the bundle cannot be written: ${(error as Error).message}`);
  }
}

/** The Services of manifests, by name: what is probed is what the cluster has. What is wrong with a file is no verdict. */
async function servicesOf(files: readonly string[], namespace: string | undefined, context: Context): Promise<Asked[]> {
  try {
    const { inNamespace, readManifests } = await import('../cli/manifests.ts');
    const { manifests, errors } = await readManifests({ filename: files }, context);
    throwAll(errors);
    const services = manifests.filter(({ object }) => object.kind === 'Service');
    if (services.length === 0) throw new ProbeUsageError('there is no Service in what --filename names');
    return services.map((manifest) => {
      const { metadata } = inNamespace(manifest, namespace);
      return { name: metadata.name, namespace: metadata.namespace };
    });
  } catch (error) {
    throw error instanceof CliError && error.exitCode === 1 ? new WithExitCode(error, 2) : error;
  }
}

/** A link that has died says nothing: who set no limit of his own is not left to wait on it. */
const patient = (flags: ConnectionFlags): ConnectionFlags => ({
  ...flags,
  requestTimeout: ['', '0', undefined].includes(flags.requestTimeout) ? '30s' : flags.requestTimeout,
});

/** Before anything was learned, an error means that the API could not be asked. */
async function orCannotAsk<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw error instanceof CliError && error.exitCode === 1 ? new WithExitCode(error, 4) : error;
  }
}
