import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { within } from '../src/deadline.ts';

setFlagsFromString('--expose_gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** As a request has it: a listener, and no other reference to the signal. */
const ended = (signal: AbortSignal) =>
  new Promise<unknown>((resolve) => signal.addEventListener('abort', () => resolve(signal.reason as unknown)));

test('a limit beside another signal outlives a garbage collection', async () => {
  const end = ended(within(200, new AbortController().signal));
  await new Promise((resolve) => setTimeout(resolve, 20));
  collectGarbage();
  expect(await end).toMatchObject({ name: 'TimeoutError' });
});

test('the other signal ends it before', async () => {
  const user = new AbortController();
  const end = ended(within(60_000, user.signal));
  collectGarbage();
  user.abort(new Error('Ctrl-C'));
  expect(await end).toMatchObject({ message: 'Ctrl-C' });
});
