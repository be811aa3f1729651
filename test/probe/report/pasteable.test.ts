import { expect, test } from 'vitest';
import { inNameOf } from '../../../src/output/in-name-of.ts';
import { pasteable } from '../../../src/probe/report/pasteable.ts';
import { finding, report, result, vantage } from '../../support/reports.ts';

test("as kubectl's plugin, every command to paste says kubectl kubesvc", () => {
  const way = (command: string) => ({ ...finding('R04', 'error', 'the Job may not be made'), fix: [{ command }] });
  const again = way('kubectl -n shop rollout restart deploy/web && kubesvc probe web -n shop --wait 2m');
  const told = report([result({ findings: [again] })], [vantage({ finding: way('kubesvc probe NAME --print-rbac') })]);
  const { results, vantages } = pasteable(told, (text) => inNameOf('kubectl kubesvc', text));
  expect(results[0]?.findings[0]?.fix[0]?.command).toBe(
    'kubectl -n shop rollout restart deploy/web && kubectl kubesvc probe web -n shop --wait 2m',
  );
  expect(vantages[0]?.finding?.fix[0]?.command).toBe('kubectl kubesvc probe NAME --print-rbac');
});
