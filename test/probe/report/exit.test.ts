import { expect, test } from 'vitest';
import { exitCode, exitReason, type ExitWishes, summaryOf } from '../../../src/probe/report/exit.ts';
import type { Result } from '../../../src/probe/report/model.ts';
import { finding, report, result } from '../../support/reports.ts';

const usual: ExitWishes = { failOn: 'degraded', expectUnreachable: false, late: false };
const words = (...verdicts: Result['verdict'][]) => verdicts.map((verdict) => result({ verdict }));
const warned = [result({ findings: [finding('S02', 'warning', 'one pod is not ready')] })];

test.each<[string, Result[], Partial<ExitWishes>, number]>([
  ['all reachable', words('reachable', 'reachable'), {}, 0],
  ['nothing at all', [], {}, 0],
  ['one unreachable', words('reachable', 'unreachable'), {}, 1],
  ['one degraded', words('reachable', 'degraded'), {}, 1],
  ['degraded, and only unreachable fails', words('degraded'), { failOn: 'unreachable' }, 0],
  ['one that could not be told', words('reachable', 'inconclusive'), {}, 3],
  ['any failure wins over what could not be told', words('inconclusive', 'unreachable'), {}, 1],
  ['a warning passes', warned, {}, 0],
  ['a warning fails where it is to', warned, { failOn: 'warning' }, 1],
  ['never fails, and still could not tell', words('unreachable', 'inconclusive'), { failOn: 'never' }, 3],
  ['never fails', words('unreachable'), { failOn: 'never' }, 0],
  ['kept out as wished', words('unreachable'), { expectUnreachable: true }, 0],
  ['reached, against the wish', words('unreachable', 'reachable'), { expectUnreachable: true }, 1],
  ['degraded counts as reached', words('degraded'), { expectUnreachable: true }, 1],
  [
    'a deny test does not pass because nothing was learned',
    words('unreachable', 'inconclusive'),
    { expectUnreachable: true },
    3,
  ],
  ['what was skipped does not count', words('skipped', 'reachable'), {}, 0],
  ['too late', words('reachable'), { late: true }, 124],
])('%s', (_, results, wishes, code) => expect(exitCode(results, { ...usual, ...wishes })).toBe(code));

test('the summary counts', () => {
  expect(summaryOf(words('reachable', 'degraded', 'unreachable', 'inconclusive', 'skipped'), usual)).toEqual({
    verdict: 'unreachable',
    reachable: 1,
    degraded: 1,
    unreachable: 1,
    inconclusive: 1,
    skipped: 1,
    exitCode: 1,
  });
});

test.each<[string, Result[], Partial<ExitWishes>, RegExp]>([
  ['a failure that the verdict tells', words('unreachable'), {}, /^$/],
  [
    'reached, against the wish',
    words('reachable'),
    { expectUnreachable: true },
    /^error: --expect unreachable, .*: shop\/web:80\n$/,
  ],
  ['kept out as wished', words('unreachable'), { expectUnreachable: true }, /^$/],
  ['a warning that fails', warned, { failOn: 'warning' }, /^error: --fail-on warning, .* shop\/web:80\n$/],
  ['nothing at all', [], {}, /^No Services found\.\n$/],
])('what stderr says of the exit code: %s', (_, results, more, said) => {
  const wishes = { ...usual, ...more };
  expect(exitReason(report(results, [], { summary: summaryOf(results, wishes) }), wishes)).toMatch(said);
});
