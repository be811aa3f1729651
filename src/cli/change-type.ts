import { CliError, ServerError, UsageError } from '../errors.ts';
import type { KubeClient, Ref, WriteOptions } from '../kube/client.ts';
import { keptNodePorts } from '../service/change-type/kept-node-ports.ts';
import { type Change, planChange } from '../service/change-type/plan.ts';
import { wayBack } from '../service/change-type/recreate.ts';
import type { ChangeWish } from '../service/change-type/wish.ts';
import { kinds } from '../service/kinds.ts';
import { sameJson } from '../service/merge-patch.ts';
import type { Service } from '../service/types.ts';
import type { Context } from './context.ts';
import { removeFile, temporaryFile } from './temp-file.ts';

/** A change that was shown, and agreed to. */
export interface Agreed {
  ref: Ref;
  before: Service;
  change: Change;
  wish: ChangeWish;
}

const attempts = 5;

/**
 * Sends a change. Each patch carries the resourceVersion that was looked at; where somebody else was faster, the Service
 * is read again, and the change is sent again only if it would do exactly what was agreed to.
 * @throws UsageError where it would do something else
 */
export async function sendChange(kube: KubeClient, agreed: Agreed, write: WriteOptions): Promise<Service> {
  let { before: seen, change } = agreed;
  for (let attempt = 1; ; attempt++) {
    try {
      return await kube.patch<Service>(kinds.Service, agreed.ref, versioned(change.patches[0], seen), write);
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      if (error.reason !== 'Conflict' || attempt === attempts) throw withWayOut(error, agreed);
    }
    seen = await kube.read<Service>(kinds.Service, agreed.ref);
    if (seen.metadata.uid !== agreed.before.metadata.uid) throw somethingElse(agreed);
    const again = planChange(seen, agreed.wish);
    if (!again) return seen; // somebody has done the same
    const same = again.from === change.from && sameJson(again.effects, agreed.change.effects);
    if (!same || again.patches.length !== agreed.change.patches.length) throw somethingElse(agreed);
    change = again;
  }
}

function versioned(patch: Record<string, unknown> | undefined, { metadata }: Service): object {
  const { resourceVersion, uid } = metadata;
  return { ...patch, metadata: { ...(patch?.metadata as object | undefined), resourceVersion, uid } };
}

const somethingElse = ({ ref }: Agreed) =>
  new UsageError(
    `service "${ref.name}" was changed by someone else meanwhile, and the change would now do something else than was said: nothing was changed, run the command again to see`,
  );

/** Node ports are asked for because the user said so, or because the Service has noted them. */
function withWayOut(error: ServerError, { before, change }: Agreed): CliError {
  const [, number, isTaken, range] =
    /node ?port.*?[: ](\d+): provided port is (?:(already allocated)|not in the valid range.*? is (\d+-\d+))/i.exec(
      error.message,
    ) ?? [];
  const { ports, healthCheck } = keptNodePorts(before);
  const isNoted = [...ports.values(), healthCheck].includes(Number(number));
  if (number === undefined || !(isTaken || isNoted)) return error;
  const fault = isTaken ? 'is taken by another Service' : `is none of ${range}, the node ports of this cluster`;
  return new UsageError(
    `node port ${number} ${fault}, and service "${change.origin.metadata.name}" was left as it was: ${isNoted ? '--keep-node-ports=false takes new numbers' : 'give another with --node-port'}`,
  );
}

/**
 * A change that takes two patches. The Service as it was is in a file, named, until the change is complete; where the
 * second patch is refused, the Service gets back what it had.
 */
export async function sendBothSteps(
  kube: KubeClient,
  agreed: Agreed,
  write: WriteOptions,
  context: Context,
): Promise<Service> {
  const { ref, change } = agreed;
  const file = await keepsake(change.origin, context);
  context.stderr.write(`service/${ref.name} as it was is in ${file} until the change is complete\n`);
  let halfway: Service;
  try {
    halfway = await sendChange(kube, agreed, write);
  } catch (error) {
    if (error instanceof CliError && !isRefusal(error)) throw error; // unsure whether it arrived
    await removeFile(file);
    context.stderr.write(`service/${ref.name} was left as it was\n`);
    throw error;
  }
  const rest = planChange(halfway, agreed.wish);
  if (!rest) {
    await removeFile(file); // somebody has done the same
    return halfway;
  }
  try {
    const done = await sendChange(kube, { ...agreed, before: halfway, change: rest }, write);
    await removeFile(file);
    return done;
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    await putBack(kube, ref, halfway, write, { file, context });
    throw error;
  }
}

/** A no of the server's or ours, after which nothing was done; what the server has failed at (5xx), it may have done. */
const isRefusal = (error: CliError) =>
  error instanceof UsageError || (error instanceof ServerError && error.code < 500);

async function putBack(
  kube: KubeClient,
  ref: Ref,
  halfway: Service,
  write: WriteOptions,
  { file, context }: { file: string; context: Context },
): Promise<void> {
  try {
    const back = wayBack(halfway);
    await kube.patch(kinds.Service, ref, versioned(back, halfway), write);
    await removeFile(file);
    context.stderr.write(`service/${ref.name} was put back as it was\n`);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    context.stderr.write(
      `service/${ref.name} could not be put back (${error.message}): run the command again to complete the change, or see ${file} for what it was\n`,
    );
  }
}

/** As a manifest that `kubectl create -f` or `replace --force -f` takes. */
async function keepsake(origin: Service, context: Context): Promise<string> {
  const { yamlPrinter } = await import('../output/yaml.ts');
  const { resourceVersion: _, uid: __, creationTimestamp: ___, managedFields: ____, ...metadata } = origin.metadata;
  const { status: _____, ...rest } = origin;
  const text = yamlPrinter({ showManagedFields: false })({ ...rest, metadata });
  return temporaryFile({ prefix: `kubesvc-${origin.metadata.name}-`, suffix: '.yaml' }, text, context);
}
