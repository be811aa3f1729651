import { type CliError, ConnectionError, ServerError } from '../errors.ts';

/** A watch as one server stream gives it. */
interface Event {
  type: string;
}

export interface Followed<E extends Event, L> {
  /** The stream from a version on. */
  open(resourceVersion: string): AsyncIterable<E>;
  /** The version that an event carries. */
  versionOf(event: E): string | undefined;
  /** Everything as it is now, where the server no longer knows what changed. */
  list(): Promise<L>;
  /** What is new in a list, as events, and the version to go on from. */
  renewed(list: L): { events: E[]; resourceVersion: string };
  /** Waits before a new try, in milliseconds. */
  pause(milliseconds: number): Promise<void>;
  /** Told once each time the server cannot be reached. */
  lost(error: CliError): void;
  signal: AbortSignal;
}

const firstPause = 250;
const longestPause = 10_000;

/**
 * The events of a watch that goes on when the server ends the stream, restarts or is away for a while: from the last version
 * seen, and from a new list where the server has forgotten that version (410). Ends when the signal aborts.
 * @throws ServerError for an answer that will not change by waiting, Forbidden for one
 */
export async function* follow<E extends Event, L>(from: string, watch: Followed<E, L>): AsyncGenerator<E> {
  let version = from;
  let wait = firstPause;
  let gone = false;
  let away = false;
  while (!watch.signal.aborted) {
    try {
      if (gone) {
        const { events, resourceVersion } = watch.renewed(await watch.list());
        version = resourceVersion;
        gone = false;
        yield* events;
      }
      for await (const event of watch.open(version)) {
        version = watch.versionOf(event) ?? version;
        wait = firstPause;
        away = false;
        yield event;
      }
    } catch (error) {
      if (watch.signal.aborted) return;
      if (
        error instanceof ServerError &&
        (error.code === 410 || error.reason === 'Expired' || error.reason === 'Gone')
      ) {
        gone = true;
      } else if (isPassing(error)) {
        if (!away) watch.lost(error);
        away = true;
      } else throw error;
    }
    await watch.pause(wait);
    wait = Math.min(wait * 2, longestPause);
  }
}

/** What a server that starts, ends or is busy answers; it may be another one in a moment. */
function isPassing(error: unknown): error is CliError {
  if (error instanceof ServerError) return error.code === 429 || error.code >= 500;
  return error instanceof ConnectionError;
}
