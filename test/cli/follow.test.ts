import { expect, test } from 'vitest';
import { follow } from '../../src/cli/follow.ts';
import { ConnectionError, ServerError } from '../../src/errors.ts';

/** What one stream does: tells versions, then ends or breaks. */
type Stream = { versions: string[]; end?: Error };

/** Plays streams one after another, and answers what came out and what was done. */
async function played(streams: Stream[], listed: string[] = []) {
  const done: string[] = [];
  const ending = new AbortController();
  const events = follow<{ type: string; version: string }, string[]>('1', {
    async *open(from) {
      done.push(`watch from ${from}`);
      const { versions, end } = streams.shift() ?? { versions: [] };
      for (const version of versions) yield { type: 'MODIFIED', version };
      if (streams.length === 0) ending.abort();
      if (end) throw end;
    },
    versionOf: ({ version }) => version,
    list: async () => listed,
    renewed: (versions) => ({
      events: versions.map((version) => ({ type: 'MODIFIED', version })),
      resourceVersion: versions.at(-1) ?? '',
    }),
    pause: async (time) => void done.push(`wait ${time}`),
    lost: ({ message }) => done.push(`lost: ${message}`),
    signal: ending.signal,
  });
  const seen: string[] = [];
  for await (const { version } of events) seen.push(version);
  return { seen, done };
}

const gone = new ServerError({ kind: 'Status', code: 410, reason: 'Expired' });
const refused = new ConnectionError('refused');

test('goes on from the last version when the server ends the stream', async () => {
  expect(await played([{ versions: ['2', '3'] }, { versions: ['4'] }])).toEqual({
    seen: ['2', '3', '4'],
    done: ['watch from 1', 'wait 250', 'watch from 3', 'wait 250'],
  });
});

test('lists anew where the server has forgotten', async () => {
  expect(await played([{ versions: ['2'], end: gone }, { versions: ['9'] }], ['7', '8'])).toMatchObject({
    seen: ['2', '7', '8', '9'],
    done: ['watch from 1', 'wait 250', 'watch from 8', 'wait 250'],
  });
});

test('waits longer for a server that is away, and says so once', async () => {
  const away = { versions: [], end: refused };
  const busy = { versions: [], end: new ServerError({ kind: 'Status', code: 503 }) };
  expect(await played([away, away, busy, { versions: ['2'] }, { versions: [] }])).toEqual({
    seen: ['2'],
    done: [
      'watch from 1',
      'lost: refused',
      'wait 250',
      'watch from 1',
      'wait 500',
      'watch from 1',
      'wait 1000',
      'watch from 1',
      'wait 250',
      'watch from 2',
      'wait 500',
    ],
  });
});

test('what will not change by waiting is an error', async () => {
  const forbidden = new ServerError({ kind: 'Status', code: 403, reason: 'Forbidden' });
  await expect(played([{ versions: ['2'], end: forbidden }, { versions: [] }])).rejects.toBe(forbidden);
});
