import { execFileSync } from 'node:child_process';
import { fc } from '../support/seed.ts';
import { describe, expect, test } from 'vitest';
import { command, quoted } from '../../src/diagnosis/command.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { visible } from '../../src/output/visible.ts';
import { facts, happening, pod, policy, service, workload } from './world.ts';

const end = 'end of the line';

/** The words that a shell makes of each line; one shell for all of them. */
function wordsOf(lines: readonly string[]): string[][] {
  const script = lines.map((line) => `printf '%s\\0' ${line} '${end}'`).join('\n');
  const options = { encoding: 'utf8', env: { PATH: process.env.PATH ?? '', LC_ALL: 'C.UTF-8' } } as const;
  const said = execFileSync('bash', ['--norc', '-c', `set -f\n${script}`], options);
  return said
    .split(`${end}\0`)
    .slice(0, -1)
    .map((text) => text.split('\0').slice(0, -1));
}

const nasty = [
  '$(touch /tmp/owned)',
  '`id`',
  "it's",
  'a"b',
  "';rm -rf ~;'",
  'two\nlines',
  '\u001B[2Jclear',
  '\u202Etxet',
  '$HOME',
  '!!',
  '~root',
  '=ls',
  '*',
  '{a,b}',
  '-n',
  '',
  '\\',
  "\\'",
  'ü\u2028é',
  '\t',
];

describe('a fix is pasted as it is read', () => {
  test('what a shell would take for its own', () => {
    const lines = nasty.map((word) => ['x', word, `${word}=${word}`]);
    expect(wordsOf(lines.map((line) => command(...line)))).toEqual(lines);
  });

  test('any text', { timeout: 30_000 }, () => {
    const text = fc
      .array(fc.oneof(fc.constantFrom(...nasty), fc.string({ unit: 'binary', maxLength: 5 })), { maxLength: 4 })
      .map((parts) => parts.join('').replaceAll('\0', ''));
    const lines = fc.sample(fc.array(text, { minLength: 1, maxLength: 5 }), 150);
    expect(wordsOf(lines.map((line) => command(...line)))).toEqual(lines);
  });

  test('what is plain stays plain', () => {
    expect(
      ['web', 'deployment/web', '--type=merge', 'app.kubernetes.io/name=web', 'a,b', '10.0.0.1:80'].map(quoted),
    ).toEqual(['web', 'deployment/web', '--type=merge', 'app.kubernetes.io/name=web', 'a,b', '10.0.0.1:80']);
  });
});

/** Everything that a cluster may write as it likes, at once. */
const evil = '\u001B[31m$(touch /tmp/owned)`id`\'"\n';
const cases = {
  S01: facts(service({ selector: { [evil]: evil, app: 'web' } }), {
    pods: [pod(`p${evil}`, { labels: { [evil]: `${evil}x`, app: 'web' } })],
  }),
  S01workload: facts(service({ selector: { app: evil } }), {
    pods: [],
    explained: {
      workloads: [workload('Deployment', evil, { template: { metadata: { labels: { app: evil } } } })],
      events: [happening('Deployment', evil, 'FailedCreate', `exceeded quota: ${evil}, requested: pods=1`)],
      unclaimed: [],
      elsewhere: undefined,
    },
  }),
  S02: facts(service(), {
    pods: [
      pod(evil, {
        ready: false,
        status: {
          containerStatuses: [
            {
              name: evil,
              ready: false,
              restartCount: 0,
              image: evil,
              imageID: '',
              state: { waiting: { reason: 'ErrImagePull', message: evil } },
            },
          ],
        },
      }),
    ],
  }),
  S07: facts(service({ ports: [{ port: 80, targetPort: evil }] }), {
    pods: [pod(evil, { ports: [{ containerPort: 1, name: `${evil}x` }] })],
  }),
  N01: facts(service(), {
    pods: [pod(evil)],
    policies: [policy(evil, { ingress: [{ from: [{ podSelector: { matchLabels: { [evil]: evil } } }] }] })],
  }),
  X01: facts(service({ type: 'ExternalName', externalName: '10.0.0.1', selector: undefined as never }, evil), {
    pods: [],
    slices: [],
  }),
};

describe('a hostile cluster', () => {
  test.each(Object.entries(cases))('%s: nothing in a fix is run, and one word stays one', (_name, of) => {
    const { findings } = diagnose(of, { namespace: evil, labels: { [evil]: evil } });
    expect(findings.length).toBeGreaterThan(0);
    const commands = findings.flatMap((found) => found.fix.map(({ command: line }) => line));
    for (const [index, [program = '', ...rest]] of wordsOf(commands).entries()) {
      expect(program).toMatch(/^(kubectl|kubesvc|curl)$/);
      // Nothing was expanded: what the cluster wrote is there as it wrote it, or not at all.
      expect(rest.join(' ')).not.toContain('uid=');
      // A terminal is sent no control character, not even by the command.
      expect(visible(commands[index] ?? '')).toBe(commands[index]);
    }
  });
});
