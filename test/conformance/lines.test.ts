import { describe, expect, inject, test } from 'vitest';
import { beside, words } from './beside.ts';
import { lines } from './lines.ts';

describe.skipIf(inject('missing') !== '').concurrent('beside kubectl', () => {
  test.each(lines)('%s', async (line) => {
    const { theirs, ours } = await beside(words(line.replaceAll('FILE', 'test/conformance/fixtures')));
    expect(ours).toEqual(theirs);
  });
});
