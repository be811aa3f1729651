import { CliError, UsageError } from '../errors.ts';
import { sameJson } from '../service/merge-patch.ts';
import type { KubeObject, Service } from '../service/types.ts';
import { copyAt, type Desk, kept, Misread, type Round } from './desk.ts';
import { saved } from './save.ts';
import { header, isEmpty, withLineEndings, withoutComments } from './text.ts';

/** kubectl's edit loop (editoptions.go Run): edits until everything is saved, or the user gives up. */
export async function editLoop(desk: Desk, services: readonly Service[]): Promise<void> {
  let round: Round | undefined = { shown: [...services], reasons: [], failed: false };
  while (round) round = await once(desk, round);
}

async function once(desk: Desk, round: Round): Promise<Round | undefined> {
  const original = desk.render(round.shown);
  const { path, text } = await opened(desk, round, round.draft ?? original);
  if (round.failed && same(desk, round.draft ?? '', text)) {
    throw await kept(desk, path, new UsageError('Edit cancelled, no valid changes were saved.'), round.file);
  }
  if (round.file !== undefined) await desk.remove(round.file);
  if (isEmpty(text)) return givenUp(desk, path, 'Edit cancelled, saved file was empty.');
  let objects: KubeObject[];
  try {
    objects = desk.parse(text);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    const again = { ...round, draft: withoutComments(text), file: path };
    if (error instanceof Misread) {
      const reason = { head: `The edited file had a syntax error: ${error.message}`, causes: [] };
      return { ...again, failed: true, reasons: [reason] };
    }
    const [first] = round.shown;
    const cause = `<nil>: Invalid value: "The edited file failed validation": ${error.message}`;
    return invalid(desk, first?.metadata.name ?? '', [cause], again);
  }
  if (same(desk, original, text)) return givenUp(desk, path, 'Edit cancelled, no changes made.');
  return saved(desk, { ...round, draft: withoutComments(text), file: path, reasons: [] }, objects);
}

async function opened(desk: Desk, round: Round, body: string): Promise<{ path: string; text: string }> {
  if (!desk.comments) for (const { head, causes } of round.reasons) desk.say([head, ...causes].join('\n* '));
  const text = desk.comments ? header(round.reasons) + body : body;
  try {
    return await desk.edit(withLineEndings(text, desk.windowsLineEndings));
  } catch (error) {
    if (round.file !== undefined) desk.say(copyAt(round.file));
    throw error;
  }
}

async function givenUp(desk: Desk, path: string, words: string): Promise<undefined> {
  await desk.remove(path);
  desk.say(words);
  return undefined;
}

/** Whether two texts mean the same; comments are no change. */
function same({ parse }: Desk, one: string, other: string): boolean {
  const meaning = (text: string) => {
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      return withoutComments(text).replaceAll('\r', '').trim();
    }
  };
  return sameJson(meaning(one), meaning(other));
}

function invalid(desk: Desk, name: string, causes: readonly string[], round: Round): Round {
  desk.say(`error: services "${name}" is invalid`);
  const reason = { head: `services "${name}" was not valid`, causes };
  return { ...round, failed: true, reasons: [reason] };
}
