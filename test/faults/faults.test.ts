import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, type ExpectStatic, inject, test } from 'vitest';
import type { ProbeReport } from '../../src/probe/report/model.ts';
import { finish, kubesvc, type Outcome, program } from '../support/built.ts';
import { must } from '../support/cluster.ts';
import { disturbed } from './disturb.ts';
import { inPlace, type Place } from './ground.ts';
import { type Answer, type Scenario, scenarios, serviceOf } from './scenario.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** What a scenario came to, for docs/faults.md. */
    fault?: { name: string; about: string; getSvc: string; says: string; seconds: number };
  }
}

const folder = mkdtempSync(join(tmpdir(), 'kubesvc-faults-'));
afterAll(() => rmSync(folder, { recursive: true }));

const missing = inject('missing');
const env = { KUBECONFIG: inject('kubeconfig') };
const kubectl = (...args: string[]) => finish(inject('kubectl'), args, env);

/** Namespaces in which a Job of ours has been seen, from before the first run on. */
const jobsSeen = new Map<string, number>();

/** The own cluster gives every load balancer its address; a cluster that does not can be handed in. */
const notHere = inject('own') ? scenarios.filter(({ expected }) => expected.needs === 'no-load-balancer') : [];
for (const { name } of notHere)
  process.stderr.write(`\nNOT HERE: ${name} needs a cluster in which nobody makes load balancers\n`);
const here = scenarios.filter((scenario) => !notHere.includes(scenario));
const calm = here.filter(({ expected }) => !expected.disturbs);
const disturbing = here.filter(({ expected }) => expected.disturbs);

describe.skipIf(missing !== '')(`broken Services, for real${missing && ` (${missing})`}`, () => {
  let watching: ReturnType<typeof spawn> | undefined;
  beforeAll(async () => {
    watching = watchJobs();
    await must(kubectl('version'));
  });
  afterAll(() => void watching?.kill());

  describe.concurrent('each in its own namespace', () => {
    for (const scenario of calm) one(scenario);
  });
  // After all others, and one at a time: nobody else's names resolve meanwhile.
  describe.skipIf(!inject('own'))('in a cluster that is out of order itself', () => {
    for (const scenario of disturbing) one(scenario);
  });
});

function one(scenario: Scenario): void {
  const { name, expected } = scenario;
  test(name, { timeout: 240_000 }, async ({ task, expect, skip }) => {
    expect.hasAssertions();
    const lacking = await lacks(expected.needs);
    skip(lacking !== '', `needs ${lacking}`);
    await disturbed(expected.disturbs, () =>
      inPlace(scenario, { kubectl: inject('kubectl'), env }, async (place) => {
        const user = expected.as === undefined ? [] : ['--kubeconfig', await kubeconfigOf(place, expected.as)];
        const { report, seconds } = await asked(scenario, place, expected, user, expect);
        task.meta.fault = { name, about: expected.about, seconds, ...(await toldOf(scenario, place, report)) };
        for (const answer of expected.then ?? []) await asked(scenario, place, answer, user, expect);
        if (expected.mended) await mended(scenario, place, report, expect);
        await nothingLeft(place, expect);
      }),
    );
  });
}

/** Probes once, as JSON and as text where no pod is needed, and compares with what was to come. */
async function asked(scenario: Scenario, place: Place, answer: Answer, user: readonly string[], check: ExpectStatic) {
  const [command = 'probe', ...args] = place.fill(answer.args ?? `probe ${serviceOf(scenario)}`).split(' ');
  const before = jobsSeen.get(place.namespace) ?? 0;
  const began = performance.now();
  const line = [command, ...args, '-n', place.namespace, ...user];
  const outcome = await kubesvc([...line, '-o', 'json'], place.env);
  const seconds = (performance.now() - began) / 1000;
  const report = parsed(outcome);
  const [first] = report.results;
  const findings = report.results.flatMap((result) => result.findings);
  const cause = findings.find(({ id }) => id === first?.cause);
  const told = { verdict: report.summary.verdict, cause: first?.cause, exitCode: outcome.code };
  check(told, explained(report)).toEqual({ verdict: answer.verdict, cause: answer.cause, exitCode: answer.exitCode });
  check(report.summary.exitCode).toBe(outcome.code);
  if (answer.reason !== undefined) check(cause?.reason).toBe(answer.reason);
  if (answer.cause === null)
    check(findings.filter(({ severity }) => severity !== 'info').map(({ id, message }) => `${id} ${message}`)).toEqual(
      [],
    );
  for (const text of answer.mentions ?? [])
    check(outcome.stdout).toContain(JSON.stringify(place.fill(text)).slice(1, -1));
  check(findings.map(({ id }) => id)).toEqual(check.arrayContaining(answer.also ?? []));
  await jobSeen(place, before, answer.podCreated, check);
  if (!answer.podCreated) await sameInText(line, place, answer, check);
  return { report, seconds };
}

/** The watch may be a moment behind. */
async function jobSeen({ namespace }: Place, before: number, wanted: boolean, check: ExpectStatic): Promise<void> {
  const seen = () => (jobsSeen.get(namespace) ?? 0) > before;
  for (let waited = 0; waited < (wanted ? 5000 : 300) && !seen(); waited += 50) await sleep(50);
  check(seen(), 'whether a Job was made').toBe(wanted);
}

const explained = ({ results, vantages }: ProbeReport): string =>
  JSON.stringify(
    [
      ...results.map(({ verdict, shape, message, findings }) => [
        verdict,
        shape,
        message,
        ...findings.map(({ id, severity, confidence, message: text, evidence }) => [
          id,
          severity,
          confidence,
          text,
          ...evidence,
        ]),
      ]),
      ...vantages.flatMap(({ finding }) => (finding ? [finding.message] : [])),
    ],
    undefined,
    1,
  );

/** The report for people has the same verdict, cause and exit code, and none of the cluster's control characters. */
async function sameInText(
  line: readonly string[],
  place: Place,
  { cause, verdict, exitCode }: Answer,
  check: ExpectStatic,
) {
  const { code, stdout } = await kubesvc(line, place.env);
  check(code).toBe(exitCode);
  check(stdout).toContain(verdict.toUpperCase());
  if (cause !== null) check(stdout).toContain(cause);
  // eslint-disable-next-line no-control-regex
  check(stdout).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/);
}

function parsed({ code, stdout, stderr }: Outcome): ProbeReport {
  try {
    return JSON.parse(stdout) as ProbeReport;
  } catch {
    throw new Error(`exit ${code}, and no report: ${stdout}${stderr}`);
  }
}

/** Pastes the first fix of the cause that claims to mend it, and probes until it has. */
async function mended(scenario: Scenario, place: Place, { results }: ProbeReport, check: ExpectStatic): Promise<void> {
  const cause = results[0]?.findings.find(({ id }) => id === results[0]?.cause);
  const fix = cause?.fix.find(({ mends }) => mends);
  check(fix, `a fix of ${cause?.id} that mends`).toBeDefined();
  const shell = `kubectl() { ${quoted(inject('kubectl'))} "$@"; }; kubesvc() { ${program.map(quoted).join(' ')} "$@"; }; ${fix?.command}`;
  await must(finish('bash', ['-c', shell], place.env));
  const { code, stdout, stderr } = await kubesvc(
    ['probe', serviceOf(scenario), '-n', place.namespace, '--wait', '60s'],
    place.env,
  );
  check({ code, said: code === 0 ? '' : `${fix?.command}\n${stdout}${stderr}` }).toEqual({ code: 0, said: '' });
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

async function nothingLeft({ kubectl: run }: Place, check: ExpectStatic): Promise<void> {
  const { stdout } = await must(run('get', 'jobs,pods', '-l', 'app.kubernetes.io/name=kubesvc-probe', '-o', 'name'));
  check(stdout, 'what is left of the probe').toBe('');
}

async function toldOf(scenario: Scenario, place: Place, { results, summary }: ProbeReport) {
  const { stdout, stderr } = await place.kubectl('get', 'svc', serviceOf(scenario), '--no-headers');
  const [first] = results;
  const cause = first?.findings.find(({ id }) => id === first.cause);
  return {
    getSvc:
      (stdout || stderr)
        .trim()
        .split(/\s{2,}/)
        .slice(1, 5)
        .join('  ') || '(not there)',
    says: `${summary.verdict.toUpperCase()}${cause ? `, ${cause.id}: ${cause.message}` : ''}`.replaceAll(
      place.namespace,
      'shop',
    ),
  };
}

/** A kubeconfig in which there is nothing but the token of a ServiceAccount. */
async function kubeconfigOf({ kubectl: run, namespace }: Place, account: string): Promise<string> {
  const token = (await must(run('create', 'token', account))).stdout.trim();
  const { stdout } = await must(run('config', 'view', '--raw', '--minify', '-o', 'json'));
  const config = JSON.parse(stdout) as { users: object[]; contexts: { context: { user: string } }[] };
  config.users = [{ name: config.contexts[0]?.context.user, user: { token } }];
  const path = join(folder, namespace);
  writeFileSync(path, JSON.stringify(config));
  return path;
}

function watchJobs() {
  const template = '{.object.metadata.namespace}{" "}{.type}{"\\n"}';
  const child = spawn(
    inject('kubectl'),
    [
      'get',
      'jobs',
      '-A',
      '-l',
      'app.kubernetes.io/name=kubesvc-probe',
      '--watch',
      '--output-watch-events',
      '-o',
      `jsonpath=${template}`,
    ],
    { env: { ...env, PATH: process.env.PATH ?? '', HOME: folder }, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [namespace = '', type] = line.split(' ');
    if (type === 'ADDED') jobsSeen.set(namespace, (jobsSeen.get(namespace) ?? 0) + 1);
  });
  return child;
}

/** What the cluster at hand lacks for a scenario; '' where nothing. */
async function lacks(needs: Scenario['expected']['needs']): Promise<string> {
  if (needs === undefined) return '';
  return inject('own') ? '' : needs;
}
