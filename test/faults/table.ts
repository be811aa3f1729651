import { writeFileSync } from 'node:fs';
import type { Reporter, TestCase } from 'vitest/node';

/** Writes docs/faults.md from a whole run of the scenarios: npm run faults. */
export default class FaultsTable implements Reporter {
  readonly #rows: { name: string; line: string }[] = [];
  readonly #skipped: string[] = [];
  #failed = 0;

  onTestCaseResult(test: TestCase): void {
    const { faults = [] } = test.meta();
    const { state } = test.result();
    if (state === 'failed') this.#failed++;
    if (state === 'skipped') this.#skipped.push(test.name);
    if (state !== 'passed') return;
    for (const { name, about, getSvc, says, seconds } of faults) {
      const cells = [name.replace(/^\d+-/, ''), about, `\`${getSvc}\``, says, seconds.toFixed(1)];
      this.#rows.push({ name, line: `| ${cells.map(inCell).join(' | ')} |` });
    }
  }

  onTestRunEnd(): void {
    if (this.#failed > 0 || this.#rows.length === 0) return;
    const rows = this.#rows.sort((a, b) => Number.parseInt(a.name) - Number.parseInt(b.name)).map(({ line }) => line);
    const skipped = this.#skipped.length > 0 ? `\nNot run there: ${this.#skipped.sort().join(', ')}.\n` : '';
    writeFileSync(
      new URL('../../docs/faults.md', import.meta.url),
      `${head(rows.length)}${rows.join('\n')}\n${skipped}`,
    );
  }
}

const inCell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const head = (count: number) => `# What \`kubesvc probe\` says of ${count} Services

Written by \`npm run faults\`, which applies each scenario of [test/faults/scenarios](../test/faults/scenarios) to a real cluster and
probes it. \`get svc\` is what \`kubectl get svc\` shows of it (type, cluster IP, external IP, ports), which is much the same for all of
them. Seconds are those of one probe on a machine of two cores that ran several scenarios at once.

| Scenario | What it is | \`get svc\` | kubesvc says | s |
| --- | --- | --- | --- | ---: |
`;
