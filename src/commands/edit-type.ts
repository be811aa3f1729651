import { Command, Option } from '@commander-js/extra-typings';
import { type Agreed, sendBothSteps, sendChange } from '../cli/change-type.ts';
import type { Context } from '../cli/context.ts';
import { withManifestOptions } from '../cli/manifest-options.ts';
import type { ManifestFlags } from '../cli/manifests.ts';
import { connectionFlags, dryRunOption } from '../cli/options.ts';
import { parseBoolean, parseExternalPolicy } from '../cli/parse.ts';
import { parsePorts } from '../cli/parse-ports.ts';
import { pathOf } from '../cli/find.ts';
import { changePrinter, withPrintOptions } from '../cli/print.ts';
import { namesOfServices, oneWay, serviceRefs } from '../cli/service-refs.ts';
import { eachAlone, throwAll } from '../cli/services.ts';
import { parseForm, parseNodePorts } from '../cli/type-wish.ts';
import { withWaitOptions } from '../cli/wait-options.ts';
import { FlagError, UsageError } from '../errors.ts';
import type { KubeClient, Ref } from '../kube/client.ts';
import { outcomePrinter } from '../output/printer.ts';
import { visible } from '../output/visible.ts';
import { stateAwaited } from '../service/awaited.ts';
import { chosen, describe } from '../service/change-type/describe.ts';
import { type Form, formOf, forms } from '../service/change-type/form.ts';
import { type Change, planChange } from '../service/change-type/plan.ts';
import type { ChangeWish } from '../service/change-type/wish.ts';
import { kinds } from '../service/kinds.ts';
import type { Service } from '../service/types.ts';

const description = `Change the type of Services, each with one patch that nothing can come between.

Types: ClusterIP, NodePort, LoadBalancer, ExternalName, headless. What stays, what the server will choose and what is
lost for good is said first. Before anything is lost you are asked; a script says --yes.

Examples:
  # Open a port on every node
  kubesvc edit type web NodePort

  # Get an external address and wait until it is there
  kubesvc edit type web LoadBalancer --wait

  # Back to the inside, noting the node ports for the way back
  kubesvc edit type web ClusterIP --keep-node-ports --yes

  # See what would be stored, without asking the server to do it
  kubesvc edit type web ExternalName --external-name=db.example.com --dry-run=client -o yaml

  # No cluster IP any more: the names of the pods' addresses instead
  kubesvc edit type web headless --recreate`;

export function editTypeCommand(context: Context) {
  return withWaitOptions(withManifestOptions(withPrintOptions(new Command('type')), 'that name the Services'))
    .summary('Change the type of a Service')
    .description(description)
    .usage('(NAME... | svc/NAME... | -l SELECTOR | -f FILENAME) TYPE [--yes] [--dry-run=server|client|none]')
    .argument('[words...]')
    .option('-l, --selector <selector>', 'Every Service whose labels match, as in app=web.')
    .option('--external-name <host>', 'The DNS name that an ExternalName Service stands for.')
    .addOption(
      new Option(
        '--port <port>',
        'The ports of a Service that has none, as [NAME=]PORT[:TARGET][/PROTOCOL][@NODEPORT]; repeatable.',
      ).argParser(parsePorts),
    )
    .addOption(
      new Option(
        '--node-port <number>',
        'Ask for this node port, as NUMBER, or as NAME=NUMBER or PORT[/PROTOCOL]=NUMBER for one port of several; repeatable.',
      ).argParser(parseNodePorts),
    )
    .addOption(
      new Option(
        '--keep-node-ports [keep]',
        'Note the node ports in an annotation when the change takes them; the way back asks for them again. false forgets noted ones.',
      )
        .preset('true')
        .argParser(parseBoolean('--keep-node-ports')),
    )
    .addOption(
      new Option(
        '--external-traffic-policy <policy>',
        'Cluster, or Local: only to pods on the node that was reached, which see who called.',
      ).argParser(parseExternalPolicy),
    )
    .option('--load-balancer-class <class>', 'The load-balancer controller that is to serve it.')
    .option(
      '--recreate',
      'Go by way of another type where no single patch leads there: to and from headless, and to another load-balancer class.',
    )
    .option('--diff', 'Print what changes in the object, as a unified diff.')
    .addOption(dryRunOption())
    .option('--field-manager <name>', 'Name of the manager used to track field ownership.', 'kubesvc-edit')
    .option('-y, --yes', 'Do not ask before giving up what a change takes away for good.')
    .action(async (words, flags, command) => {
      const { to, asked } = askedOf(words, flags, pathOf(command));
      const wish: ChangeWish = { ...flags, to, ports: flags.port, nodePorts: flags.nodePort };
      const print = {
        edited: await changePrinter(flags, outcomePrinter('edited', flags.dryRun), context, 'read'),
        unchanged: await changePrinter(flags, outcomePrinter('unchanged', 'none'), context, 'read'),
      };

      const connection = connectionFlags(command);
      const kube = await context.connect(connection);
      const refs = await serviceRefs(kube, { ...asked, namespace: connection.namespace }, context);
      const plans = await planEach(kube, eachOnce(refs), wish);
      for (const { before, change } of plans) stateAwaited(flags, change?.after ?? before); // what can never come is refused while nothing is made
      await agree(plans, { ...flags, unasked: flags.yes === true || flags.dryRun !== 'none' }, context);

      const write = { fieldManager: flags.fieldManager, dryRun: flags.dryRun === 'server' ? flags.dryRun : undefined };
      const { found: done, errors } = await eachAlone(kube, plans, async ({ ref, before, change }) => {
        if (!change) {
          context.stdout.write(print.unchanged(before));
          return before;
        }
        const agreed = { ref, before, change, wish };
        const after = flags.dryRun === 'client' ? change.after : await send(kube, agreed, write, context);
        refuseOther(after, wish);
        if (flags.diff) await printDiff(before, after, context);
        if (!flags.diff || flags.dryRun === 'none') context.stdout.write(print.edited(after));
        sayChosen(after, change, flags.dryRun, context);
        return after;
      });
      throwAll(errors);
      if (flags.dryRun !== 'none' || (!flags.wait && !flags.probe)) return;
      const { waitAndProbe } = await import('../wait/wait.ts');
      await waitAndProbe(kube, done, flags, context, flags.output !== undefined);
    });
}

interface Plan {
  ref: Ref;
  before: Service;
  change: Change | undefined;
}

function askedOf(
  words: readonly string[],
  { selector, ...files }: { selector?: string | undefined } & ManifestFlags,
  path: string,
) {
  const typeWord = words.at(-1);
  const bare = selector === undefined && files.filename === undefined && files.kustomize === undefined;
  if (typeWord === undefined || (bare && words.length < 2)) {
    throw new FlagError(
      `expected ${bare ? 'NAME and TYPE' : 'TYPE'}, got ${words.length === 1 ? '1 word' : `${words.length} words`}`,
      path,
    );
  }
  const asked = { names: namesOfServices(words.slice(0, -1)), selector, files };
  oneWay(asked, path);
  return { to: formAt(words, typeWord), asked };
}

/** @throws UsageError for what is no type, with the place of it where it stands elsewhere */
function formAt(words: readonly string[], word: string): Form {
  try {
    return parseForm(word);
  } catch (error) {
    const stray = words.find((one) => forms.some((form) => form.toLowerCase() === one.toLowerCase()));
    if (!(error instanceof UsageError) || stray === undefined) throw error;
    throw new UsageError(`${error.message}; ${stray} stands before it, and the type comes last`);
  }
}

/** Two changes of one Service would be the same change, and the second would meet the first. */
const eachOnce = (refs: readonly Ref[]) => [
  ...new Map(refs.map((ref) => [`${ref.namespace}/${ref.name}`, ref])).values(),
];

/** Nothing is sent before every Service is known to be there and to be changeable. */
async function planEach(kube: KubeClient, refs: readonly Ref[], wish: ChangeWish): Promise<Plan[]> {
  const { found, errors } = await eachAlone(kube, refs, async (ref) => {
    const before = await kube.read<Service>(kinds.Service, ref);
    return { ref, before, change: planChange(before, wish) };
  });
  throwAll(errors);
  return found;
}

async function agree(
  plans: readonly Plan[],
  { unasked, dryRun }: { unasked: boolean; dryRun: string },
  context: Context,
): Promise<void> {
  const losing = plans.some(({ change }) => (change?.effects.lost.length ?? 0) > 0);
  const asks = losing && !unasked;
  if (asks || dryRun !== 'none' || context.stderr.isTTY) {
    for (const { before, change } of plans) if (change) context.stderr.write(shown(describe(before, change)));
  }
  if (!asks) return;
  const agreed = await context.confirm('Go on?');
  if (agreed === undefined) throw new UsageError('nothing was changed: without a terminal to ask on, --yes is needed');
  if (!agreed) throw new UsageError('nothing was changed');
}

const shown = (lines: string) => lines.split('\n').map(visible).join('\n');

async function send(
  kube: KubeClient,
  agreed: Agreed,
  write: { fieldManager: string; dryRun: 'server' | undefined },
  context: Context,
): Promise<Service> {
  if (agreed.change.patches.length === 1) return sendChange(kube, agreed, write);
  if (write.dryRun === undefined) return context.interruptible(() => sendBothSteps(kube, agreed, write, context));
  await sendChange(kube, agreed, write);
  context.stderr.write('the server was asked for the first of two steps only, as the second needs the first\n');
  return agreed.change.after;
}

/** A webhook or a policy may make something else of what was sent. @throws UsageError */
function refuseOther(after: Service, { to }: ChangeWish): void {
  const form = formOf(after);
  if (form === to) return;
  throw new UsageError(
    `service "${after.metadata.name}" was sent as ${to} and stored as ${form}: a mutating webhook or policy of the cluster makes it so`,
  );
}

async function printDiff(before: Service, after: Service, { stdout }: Context): Promise<void> {
  const { objectDiff } = await import('../output/diff.ts');
  stdout.write(objectDiff(before, after, `service/${before.metadata.name}`));
}

/** The server's own choices; a dry run invents them. */
function sayChosen(after: Service, { allocated }: Change, dryRun: string, { stderr }: Context): void {
  const values = chosen(after, allocated);
  if (values.length === 0) return;
  const { name } = after.metadata;
  if (dryRun === 'server') {
    stderr.write(`service/${name}: a server dry run invents what it does not allocate: ${values.join('; ')}\n`);
  } else if (stderr.isTTY) stderr.write(`service/${name}: ${visible(values.join('; '))}\n`);
}
