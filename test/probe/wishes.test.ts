import { expect, test } from 'vitest';
import { offline } from '../support/cli.ts';

/** What is wrong with a line is said before anything is asked for: one sentence, exit code 2. */
test.each<[string, string]>([
  ['probe', 'expected a Service, as NAME[:PORT] or svc/NAME[:PORT], or -l SELECTOR, -A or -f FILE'],
  ['probe deploy/web', 'invalid Service "deploy/web": expected NAME[:PORT] or svc/NAME[:PORT]'],
  ['probe http://web', 'invalid Service "http://web": expected NAME[:PORT] or svc/NAME[:PORT]'],
  ['probe web:', 'invalid Service "web:": expected NAME[:PORT] or svc/NAME[:PORT]'],
  ['probe We$(id)', 'invalid Service "We$(id)": a name is of lower case letters, digits and hyphens'],
  ['probe web:80 --port=81', 'two ports are asked for, 80 and 81: give one'],
  ['probe web -A', 'a Service cannot be named across all namespaces: leave out -A, or the name'],
  ['probe web -l a=b', 'NAME, --selector and --filename exclude each other'],
  [
    'probe web --timeout=1s',
    '--timeout must be at least 2s: a refusal by the network itself takes a second to arrive, and would be read as a time-out',
  ],
  ['probe web --timeout=x', 'invalid --timeout "x": expected a duration such as 30s or 2m'],
  [
    'probe web --via=foo',
    'invalid --via "foo": must be clusterip, dns, endpoints, nodeport, lb, externalip, externalname or local',
  ],
  ['probe web --expect-status=99', 'invalid --expect-status "99": expected HTTP statuses such as 200-399,401'],
  [
    'probe web --expect-status=400-200',
    'invalid --expect-status "400-200": expected HTTP statuses such as 200-399,401',
  ],
  ['probe web --expect-body=(', 'invalid --expect-body "(": it is not a regular expression'],
  ['probe web --expect=maybe', 'invalid --expect "maybe": must be reachable or unreachable'],
  ['probe web --scheme=gopher', 'invalid --scheme "gopher": must be auto, http, https, h2c, tcp or udp'],
  ['probe web --path=x', 'invalid --path "x": a path begins with /'],
  ['probe web --ip-family=5', 'invalid --ip-family "5": must be 4, 6 or both'],
  ['probe web --from-labels=a', 'invalid --from-labels "a": expected labels as KEY=VALUE, between commas'],
  ['probe web --node=a --every-node', '--node and --every-node exclude each other'],
  ['probe web --no-pod --force-pod', '--no-pod and --force-pod exclude each other'],
  [
    'probe web --via=local --force-pod',
    '--via local takes no pod: name a way of the pod beside it, or leave out --force-pod',
  ],
  ['probe web --retries=99', 'invalid --retries "99": expected a whole number from 0 to 10'],
  ['probe web --count=-1', 'invalid --count "-1": expected a whole number from 0 to 1000'],
  ['probe web --runner=cronjob', 'invalid --runner "cronjob": must be job or pod'],
  ['probe web --overrides=[]', 'invalid --overrides: expected a JSON object, laid over the Job as a merge patch'],
  [
    'probe web --udp-payload=hex:0',
    'invalid --udp-payload "hex:0": expected text, or hex: and pairs of hexadecimal digits',
  ],
  ['probe web --fail-on=x', 'invalid --fail-on "x": must be unreachable, degraded, warning or never'],
  ['probe web --suppress=x', 'invalid --suppress "x": expected the id of a finding, as S10 or S10=NAMESPACE/NAME'],
  ['probe web -o tap', 'invalid --output "tap": must be text, wide, json, yaml, junit or name'],
])('%s', async (line, message) => {
  const { code, stdout, stderr } = await offline(line.split(' '));
  expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: `error: ${message}\n` });
});

test('a header cannot be broken out of', async () => {
  const { code, stderr } = await offline(['probe', 'web', '--host-header', 'a\r\nX: y']);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: 'error: invalid --host-header "a\\r\\nX: y": expected a host name, with a port or not\n',
  });
});
