import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { classify, type Tool } from '../../../src/probe/judge/classify.ts';

interface Row {
  condition: string;
  tool: Tool;
  text: string;
  exitCode: number;
  expectedOutcome: string;
}

/** Recorded from real tools against real faults; see the condition of each row. */
const rows = ['common', 'rare'].flatMap(
  (name) => JSON.parse(readFileSync(new URL(`../texts/${name}.json`, import.meta.url), 'utf8')) as Row[],
);

test.each(rows.map((row) => ({ ...row })))(
  '$tool, $condition: $expectedOutcome',
  ({ tool, text, exitCode, condition, expectedOutcome }) => {
    const [, host = 'web'] =
      /target was https?:\/\/([^/:)]+)/.exec(condition) ?? /bad address '([^':]*)/.exec(text) ?? [];
    const record = condition.includes('-type=cname') ? 'cname' : undefined;
    expect(classify({ tool, text, exitCode, host, record })).toBe(expectedOutcome);
  },
);

test.each<[Tool, string, number, string]>([
  ['getent', '10.96.0.9   web.shop.svc.cluster.local', 0, 'ok'],
  ['getent', '', 2, 'dns'],
  ['getent', 'Terminated', 143, 'dns'],
  ['getent', '/bin/sh: getent: not found', 127, 'not-run'],
  // glibc, GNU wget and curl, where --image brings them
  ['wget', 'wget: unable to resolve host address ‘nope’', 4, 'dns'],
  ['wget', 'failed: Connection refused.', 4, 'refused'],
  ['wget', "wget: can't connect to remote host (10.0.0.9): No route to host", 1, 'unreachable'],
  ['wget', "wget: can't connect to remote host (10.0.0.9): Network is unreachable", 1, 'unreachable'],
  ['wget', 'curl: (6) Could not resolve host: nope', 6, 'dns'],
  ['nc', 'nc: web: Name or service not known', 1, 'dns'],
  ['nc', 'nc: connect to 10.0.0.9 port 80 (tcp) timed out: Operation timed out', 1, 'timeout'],
  // a long body that we ended ourselves after its status line
  ['wget', '  HTTP/1.1 200 OK|  Content-Length: 9999999|Terminated', 143, 'ok'],
  ['wget', '  HTTP/1.1 200 OK|File size limit exceeded', 153, 'ok'],
  ['wget', '  HTTP/1.1 404 Not Found|wget: download timed out', 1, 'http'],
])('%s, %j: %s is %s', (tool, text, exitCode, outcome) =>
  expect(classify({ tool, text, exitCode, host: 'nope' })).toBe(outcome),
);

test('the corpus is there', () => expect(rows.length).toBeGreaterThan(130));
