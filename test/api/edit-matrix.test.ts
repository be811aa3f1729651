import { readFileSync } from 'node:fs';
import { expect, inject, test } from 'vitest';
import { onCluster } from '../support/cluster.ts';
import { openPlayer, type Row } from '../matrix/play.ts';
import { page, table } from '../matrix/table.ts';
import { transitions } from '../matrix/transitions.ts';

onCluster('edit type: every change, as announced', ({ namespace }) => {
  // What the server chooses depends on the cluster, and so does who writes addresses into the status.
  test.runIf(inject('own'))(
    `${transitions.length} of them, and ${page} says the same`,
    { timeout: 300_000 },
    async () => {
      const { play } = await openPlayer(inject('kubeconfig'), namespace);
      const rows: Row[] = [];
      for (const transition of transitions) rows.push(await play(transition));
      const faults = rows.flatMap(({ transition: { source, to, options }, faults: found }) =>
        found.map((fault) => `${source.from} (${source.variant}) -> ${to} ${options.join(' ')}: ${fault}`),
      );
      expect(faults).toEqual([]);
      expect(transitions.length).toBeGreaterThanOrEqual(200);
      expect(table(rows), 'npm run matrix writes it anew').toBe(readFileSync(page, 'utf8'));
    },
  );
});
