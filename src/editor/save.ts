import { CliError, PlainError, ServerError, UsageError } from '../errors.ts';
import type { KubeObject, Service } from '../service/types.ts';
import { copyAt, type Desk, kept, type Round } from './desk.ts';
import { meet, type Meeting } from './meeting.ts';
import type { Reason } from './text.ts';

/** What has become of the objects of one round. */
interface Tally {
  /** Each as the server has it now. */
  shown: Service[];
  /** Each as the next round is to show it. */
  drafts: Service[];
  reasons: Reason[];
  /** The server has refused one. */
  failed: boolean;
  /** Somebody else has changed one: the drafts are no longer what the user has saved. */
  met: boolean;
  /** Both have changed one field. */
  clash: boolean;
  missing: boolean;
  retryable: boolean;
}

/** Sends each object on its own. Answers the round in which what could not be saved is opened again, with its reasons. */
export async function saved(desk: Desk, round: Round, objects: readonly KubeObject[]): Promise<Round | undefined> {
  const path = round.file ?? '';
  const pairs: [Service, Service][] = [];
  for (const object of objects) pairs.push(await paired(desk, round, object as Service, path));
  const none = { failed: false, met: false, clash: false, missing: false, retryable: false };
  const tally: Tally = { shown: [...round.shown], drafts: [], reasons: [], ...none };
  for (const [shown, edited] of pairs) {
    const place = round.shown.indexOf(shown);
    try {
      const { stored, meeting } = await delivered(desk, shown, sinceSaved(edited, shown, tally.shown[place] ?? shown));
      tally.shown[place] = stored;
      tally.drafts.push(meeting?.merged ?? stored);
      if (meeting) tellMeeting(desk, shown, meeting, tally);
    } catch (error) {
      if (!(error instanceof ServerError)) throw error instanceof CliError ? await kept(desk, path, error) : error;
      tally.drafts.push(edited);
      tellRefusal(desk, shown, error, tally);
    }
  }
  if (tally.retryable) throw new PlainError(`You can run \`kubectl replace -f ${path}\` to try this update again.`);
  if (tally.missing) {
    throw new PlainError(`The edits you made on deleted resources have been saved to ${JSON.stringify(path)}`);
  }
  if (tally.reasons.length === 0) {
    await desk.remove(path);
    return undefined;
  }
  if (tally.clash) desk.say(copyAt(path)); // what they wrote and we leave out must not be gone
  const { shown, reasons, failed } = tally;
  const draft = tally.met ? desk.render(tally.drafts) : round.draft;
  return { shown, draft, reasons, failed, file: tally.clash ? undefined : path };
}

function tellMeeting(desk: Desk, { metadata: { name } }: Service, { theirs, both }: Meeting, tally: Tally): void {
  tally.met = true;
  desk.say(`error: services "${name}" could not be patched: someone else has changed it meanwhile`);
  const head = `services "${name}" was changed by someone else meanwhile; below it is as it is now, with your changes`;
  tally.reasons.push({ head, causes: theirs });
  if (both.length === 0) return;
  tally.clash = true;
  tally.reasons.push({ head: 'both have changed', causes: both });
}

/** kubectl's three sorts: what can be mended on the spot, what is gone, what may go better another time. */
function tellRefusal(desk: Desk, { metadata: { name } }: Service, error: ServerError, tally: Tally): void {
  if (error.reason === 'Invalid') {
    tally.failed = true;
    desk.say(`error: services "${name}" is invalid`);
    const causes = (error.status.details?.causes ?? []).map(
      ({ field = '', message = '' }) => `${field}: ${briefly(message)}`,
    );
    tally.reasons.push({ head: `services "${name}" was not valid`, causes });
  } else if (error.reason === 'NotFound') {
    tally.missing = true;
    desk.say(`error: services "${name}" could not be found on the server`);
  } else {
    tally.retryable = true;
    desk.say(`error: services "${name}" could not be patched: ${error.message}`);
  }
}

/** Without the whole object that a server puts before what it says of a patch. */
const briefly = (message: string) => message.replace(/^(Invalid value: )"\{(?:[^"\\]|\\.)*": /, '$1');

/** Who has one Service in the file twice changes the second time what the first time has made. */
function sinceSaved(edited: Service, shown: Service, { metadata: { resourceVersion = '' } }: Service): Service {
  if (edited.metadata.resourceVersion !== shown.metadata.resourceVersion) return edited;
  return { ...edited, metadata: { ...edited.metadata, resourceVersion } };
}

/** The object that an edited one was, by its uid. */
async function paired(desk: Desk, { shown }: Round, given: Service, path: string): Promise<[Service, Service]> {
  const metadata = Object.assign({ name: '', namespace: desk.namespace }, given.metadata); // they may have deleted it all
  const edited: Service = { ...given, metadata };
  const { name, namespace, uid } = metadata;
  if (namespace !== desk.namespace && !shown.some((one) => one.metadata.namespace === namespace)) {
    throw await kept(
      desk,
      path,
      new UsageError(
        `the namespace from the provided object "${namespace}" does not match the namespace "${desk.namespace}". You must pass '--namespace=${namespace}' to perform this operation.`,
      ),
    );
  }
  const original = shown.find((one) => one.metadata.uid === uid);
  if (!original) {
    throw await kept(
      desk,
      path,
      new UsageError(
        `no original object found for services "${name}": metadata.uid ${uid === undefined ? 'is missing' : 'was changed'}`,
      ),
    );
  }
  const { apiVersion, kind } = original;
  if (apiVersion !== edited.apiVersion || kind !== edited.kind || original.metadata.name !== name) {
    throw await kept(desk, path, new UsageError('At least one of apiVersion, kind and name was changed'));
  }
  return [original, edited];
}

interface Delivered {
  stored: Service;
  meeting?: Meeting | undefined;
}

const attempts = 5;

/** A conflict that nobody would notice, with a controller that reports a status for one, is no reason to ask again. */
async function delivered(desk: Desk, shown: Service, edited: Service): Promise<Delivered> {
  let [base, wanted] = [shown, edited];
  for (let attempt = 1; ; attempt++) {
    try {
      const result = await desk.send(base, wanted);
      desk.print(result === 'skipped' ? wanted : result, result === 'skipped' ? 'skipped' : 'edited');
      return { stored: result === 'skipped' ? base : result };
    } catch (error) {
      const own = edited.metadata.resourceVersion !== shown.metadata.resourceVersion; // written by hand: it is what was asked for
      if (!(error instanceof ServerError) || error.reason !== 'Conflict' || own || attempt === attempts) throw error;
      const live = await desk.read(shown);
      if (live.metadata.uid !== shown.metadata.uid) throw new ServerError({ ...error.status, reason: 'NotFound' });
      const meeting = meet(base, wanted, live);
      if (meeting.theirs.length > 0) return { stored: live, meeting };
      [base, wanted] = [live, meeting.merged];
    }
  }
}
