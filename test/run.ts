/**
 * Everything that must hold, in one run: `npm test` runs all of it, `npm run check` the part that needs no cluster.
 * Ends with the line `N passed, N failed, N skipped`; each tool counts as one, each test as one. In CI a skip is a failure.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

interface Stage {
  name: string;
  /** Skipped in `npm run check`. */
  needsCluster?: boolean;
  run: () => Counts;
}

// Dots in colours are a wall of escape codes in a log.
if (!process.stdout.isTTY) process.env.NO_COLOR = '1';

/** As the launcher is built, so that what its build has compiled is not compiled a second time. */
const goEnv = { CGO_ENABLED: '0', GOFLAGS: '-trimpath -buildvcs=false' };

const scratch = mkdtempSync(join(tmpdir(), 'kubesvc-test-'));
const onlyChecks = process.argv.includes('--check');

const stages: Stage[] = [
  { name: 'types', run: tool('tsc') },
  { name: 'lint', run: tool('oxlint', '--type-aware', '--deny-warnings') },
  { name: 'format', run: tool('prettier', '--check', '--log-level=warn', '.') },
  { name: 'dead code', run: tool('knip') },
  { name: 'layers', run: tool('depcruise', 'src', '--config', '.dependency-cruiser.cjs', '--output-type', 'err') },
  { name: 'build', run: tool('node', 'build.mjs') },
  { name: 'package', run: tool('publint', '--strict') },
  { name: 'unit tests', run: vitest('unit') },
  { name: "the test cluster's Go tests", needsCluster: true, run: goTests },
  { name: 'API server tests', needsCluster: true, run: vitest('api') },
  { name: 'conformance tests', needsCluster: true, run: vitest('conformance') },
  { name: 'API server tests, by the executable', needsCluster: true, run: byExecutable('api') },
  { name: 'conformance tests, by the executable', needsCluster: true, run: byExecutable('conformance') },
  { name: 'cluster tests', needsCluster: true, run: vitest('cluster') },
];

const total: Counts = { passed: 0, failed: 0, skipped: 0 };
const times: string[] = [];
for (const stage of stages.filter(({ needsCluster }) => !(onlyChecks && needsCluster))) {
  console.log(`\n--- ${stage.name}`);
  const began = Date.now();
  const counts = stage.run();
  for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += counts[key];
  times.push(
    `${((Date.now() - began) / 1000).toFixed(1).padStart(7)} s  ${stage.name}${counts.failed > 0 ? '  FAILED' : ''}`,
  );
}
rmSync(scratch, { recursive: true, force: true });

console.log(`\n${times.join('\n')}`);
const skipsFail = process.env.CI === 'true' && total.skipped > 0;
if (skipsFail) console.log('\nIn CI every test must run: skipped ones count as failed.');
console.log(
  `\n${total.passed} passed, ${total.failed + (skipsFail ? total.skipped : 0)} failed, ${skipsFail ? 0 : total.skipped} skipped`,
);
process.exitCode = total.failed > 0 || skipsFail ? 1 : 0;

function spawn(command: string, args: readonly string[], more: Record<string, string> = {}) {
  const path = `${join(process.cwd(), 'node_modules', '.bin')}:${process.env.PATH ?? ''}`;
  return spawnSync(command, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    env: { ...process.env, ...more, PATH: path },
    maxBuffer: 1 << 28,
  });
}

/** A tool that says what is wrong and exits with something else than 0. */
function tool(command: string, ...args: string[]) {
  return (): Counts => {
    const { status, stdout, error } = spawn(command, args);
    if (status !== 0) console.log(stdout || error?.message);
    return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 };
  };
}

/** The same tests once more, by the standalone executable of this machine, which the unit tests have built. */
function byExecutable(project: string) {
  return (): Counts => {
    const executable = join('dist', 'standalone', `kubesvc-${process.platform}-${process.arch}`);
    if (existsSync(executable)) return vitest(project, { KUBESVC_BIN: executable })();
    console.log(`SKIPPED: ${executable} is not there; \`npm run build:standalone\` says why`);
    return { passed: 0, failed: 0, skipped: 1 };
  };
}

function vitest(project: string, more: Record<string, string> = {}) {
  return (): Counts => {
    const report = join(scratch, `${project}.json`);
    rmSync(report, { force: true });
    const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
    const args = ['run', '--project', project, '--passWithNoTests', ...reporters];
    const path = `${join(process.cwd(), 'node_modules', '.bin')}:${process.env.PATH ?? ''}`;
    const { status } = spawnSync('vitest', args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...more, PATH: path },
    });
    try {
      const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(
        readFileSync(report, 'utf8'),
      ) as Record<string, number>;
      const failed = numFailedTests ?? 0;
      // A file that cannot even be loaded has no tests to fail.
      return {
        passed: numPassedTests ?? 0,
        failed: status === 0 ? failed : Math.max(failed, 1),
        skipped: (numPendingTests ?? 0) + (numTodoTests ?? 0),
      };
    } catch {
      return { passed: 0, failed: 1, skipped: 0 };
    }
  };
}

/** `go vet` and `go test` of the launcher; skipped, and said so, where there is no Go. */
function goTests(): Counts {
  if (spawn('go', ['version']).status !== 0) {
    console.log('SKIPPED: the Go tests of test/cluster need Go 1.26 or later on PATH');
    return { passed: 0, failed: 0, skipped: 1 };
  }
  const vetted = spawn('go', ['-C', 'test/cluster/node', 'vet', './...'], goEnv);
  if (vetted.status !== 0) console.log(vetted.stdout);
  const { stdout } = spawn('go', ['-C', 'test/cluster/node', 'test', '-json', './...'], goEnv);
  const counts = { passed: vetted.status === 0 ? 1 : 0, failed: vetted.status === 0 ? 0 : 1, skipped: 0 };
  const texts: string[] = [];
  for (const line of stdout.split('\n').filter((text) => text.startsWith('{'))) {
    const { Action, Test, Package, Output } = JSON.parse(line) as {
      Action: string;
      Test?: string;
      Package?: string;
      Output?: string;
    };
    if (Output) texts.push(Output);
    if (Test && Action === 'pass') counts.passed++;
    if (Test && Action === 'skip') counts.skipped++;
    if (Action === 'fail') {
      counts.failed++;
      console.log(`FAILED: ${Package} ${Test ?? ''}`);
    }
  }
  if (counts.failed > 0) console.log(texts.join(''));
  return counts;
}
