import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExpectStatic, TestContext } from 'vitest';
import type { ProbeReport } from '../../src/probe/report/model.ts';
import { finish, kubesvc, type Outcome, program } from '../support/built.ts';
import { must } from '../support/cluster.ts';
import { disturbed } from './disturb.ts';
import { inPlace, type Place } from './ground.ts';
import { type Answer, type Scenario, serviceOf } from './scenario.ts';
import type { Stage } from './stage.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** What a scenario came to, for docs/faults.md. */
    faults?: Row[];
  }
}

export interface Row {
  name: string;
  about: string;
  getSvc: string;
  says: string;
  seconds: number;
}

/** Plays one scenario: brings its state about, probes as it says, compares, and looks for what is left. */
export async function play(scenario: Scenario, stage: Stage, { task, expect }: TestContext): Promise<void> {
  const { name, expected } = scenario;
  expect.hasAssertions();
  await inPlace(scenario, stage, async (place, meanwhile) => {
    await disturbed(expected.disturbs, stage, async () => {
      await meanwhile();
      const told = async (answer: Answer, about: string) => {
        const { report, seconds } = await asked(scenario, place, answer, expect);
        if (about !== '')
          (task.meta.faults ??= []).push({ name, about, seconds, ...(await toldOf(scenario, place, answer, report)) });
        return report;
      };
      const report = await told(expected, expected.about);
      for (const answer of expected.then ?? []) await told(answer, answer.about ?? '');
      if (expected.mended) await mended(scenario, place, report, expect);
      await nothingLeft(place, expect);
    });
  });
}

/** Probes once, as JSON and as text where no pod is needed, and compares with what was to come. */
async function asked(scenario: Scenario, place: Place, answer: Answer, check: ExpectStatic) {
  const [command = 'probe', ...args] = place.fill(answer.args ?? `probe ${serviceOf(scenario)}`).split(' ');
  const before = place.jobsSeen();
  const began = performance.now();
  const account = answer.as ?? scenario.expected.as;
  const user = account === undefined ? [] : ['--kubeconfig', await kubeconfigOf(place, account)];
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
async function jobSeen({ jobsSeen }: Place, before: number, wanted: boolean, check: ExpectStatic): Promise<void> {
  for (let waited = 0; waited < (wanted ? 20_000 : 300) && jobsSeen() <= before; waited += 50) await sleep(50);
  check(jobsSeen() > before, 'whether a Job was made').toBe(wanted);
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
  const shell = `kubectl() { ${quoted(place.program)} "$@"; }; kubesvc() { ${program.map(quoted).join(' ')} "$@"; }; ${fix?.command}`;
  await must(finish('bash', ['-c', shell], place.env));
  const { code, stdout, stderr } = await kubesvc(
    ['probe', serviceOf(scenario), '-n', place.namespace, '--wait', '60s'],
    place.env,
  );
  check({ code, said: code === 0 ? '' : `${fix?.command}\n${stdout}${stderr}` }).toEqual({ code: 0, said: '' });
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

async function nothingLeft({ kubectl }: Place, check: ExpectStatic): Promise<void> {
  const { stdout } = await must(
    kubectl('get', 'jobs,pods', '-l', 'app.kubernetes.io/name=kubesvc-probe', '-o', 'name'),
  );
  check(stdout, 'what is left of the probe').toBe('');
}

async function toldOf(scenario: Scenario, place: Place, { args }: Answer, { results, summary }: ProbeReport) {
  const [, service = ''] = args?.split(' ') ?? ['', serviceOf(scenario)];
  const { stdout } = await place.kubectl('get', 'svc', service.replace(/:.*/, ''), '--no-headers');
  const [first] = results;
  const cause = first?.findings.find(({ id }) => id === first.cause);
  return {
    getSvc:
      stdout
        .trim()
        .split(/\s{2,}/)
        .slice(1, 5)
        .join('  ') || '(not there)',
    says: `${summary.verdict.toUpperCase()}${cause ? `, ${cause.id}: ${cause.message}` : ''}`
      .replaceAll(place.other, 'other')
      .replaceAll(place.namespace, 'shop'),
  };
}

/** A kubeconfig in which there is nothing but the token of a ServiceAccount. */
async function kubeconfigOf({ kubectl, namespace, folder }: Place, account: string): Promise<string> {
  const token = (await must(kubectl('create', 'token', account))).stdout.trim();
  const { stdout } = await must(kubectl('config', 'view', '--raw', '--minify', '-o', 'json'));
  const config = JSON.parse(stdout) as { users: object[]; contexts: { context: { user: string } }[] };
  config.users = [{ name: config.contexts[0]?.context.user, user: { token } }];
  const path = join(folder, `${namespace}-${account}`);
  writeFileSync(path, JSON.stringify(config));
  return path;
}
