// `npm run build:standalone [-- TARGET…]`: one executable for each system, without Node, from the bundle in dist/.
// bun compiles it; bun itself, for this system and for the others, comes as packages of npm's registry.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const bunVersion = '1.4.5';

/** The runtime of each target. `baseline` runs on x64 processors without AVX2 as well. */
const runtimes = {
  'linux-x64': '@oven/bun-linux-x64-baseline',
  'linux-arm64': '@oven/bun-linux-aarch64',
  'darwin-x64': '@oven/bun-darwin-x64-baseline',
  'darwin-arm64': '@oven/bun-darwin-aarch64',
  'windows-x64': '@oven/bun-windows-x64-baseline',
};

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = process.env.KUBESVC_BUN_CACHE ?? join(homedir(), '.cache', 'kubesvc-bun', bunVersion);
const here = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

const folder = join(root, 'dist', 'standalone');
const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(runtimes);
const failed = [];
await mkdir(folder, { recursive: true });
for (const target of wanted) {
  try {
    console.log(relative(process.cwd(), await compile(target)));
  } catch (error) {
    failed.push(target);
    console.error(`${target} cannot be built on this machine: ${reason(error)}`);
  }
}
await writeChecksums();
process.exitCode = failed.length > 0 ? 1 : 0;

async function compile(target) {
  if (!Object.hasOwn(runtimes, target)) throw new Error(`the targets are ${Object.keys(runtimes).join(', ')}`);
  if (!Object.hasOwn(runtimes, here)) throw new Error(`there is no bun for ${here}`);
  const bun = await runtime(here);
  const path = join(folder, `kubesvc-${target}${target.startsWith('windows') ? '.exe' : ''}`);
  const entry = join(folder, 'entry.cjs');
  await writeFile(entry, "require('../main.cjs').main();\n");
  const args = [
    '--compile',
    '--minify',
    '--bytecode',
    '--format=cjs',
    `--target=bun-${target}`,
    `--compile-executable-path=${await runtime(target)}`,
    // What bun would read from the folder it is started in has no business in somebody's shell.
    ...['dotenv', 'bunfig', 'tsconfig', 'package-json'].map((file) => `--no-compile-autoload-${file}`),
    `--outfile=${path}`,
    entry,
  ];
  execFileSync(bun, ['build', ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  await rm(entry);
  return path;
}

/** The bun of a target, from the cache, else from the registry; npm checks its integrity. */
async function runtime(target) {
  const name = runtimes[target];
  const path = join(cache, 'node_modules', name, 'bin', target.startsWith('windows') ? 'bun.exe' : 'bun');
  if (existsSync(path)) return path;
  await mkdir(cache, { recursive: true });
  if (!existsSync(join(cache, 'package.json'))) await writeFile(join(cache, 'package.json'), '{"private":true}\n');
  const flags = ['--force', '--ignore-scripts', '--no-audit', '--no-fund'];
  execFileSync('npm', ['install', '--prefix', cache, ...flags, `${name}@${bunVersion}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: process.platform === 'win32',
  });
  if (!target.startsWith('windows')) await chmod(path, 0o755);
  return path;
}

/** SHA256SUMS of all that is there, as `sha256sum --check` reads it. */
async function writeChecksums() {
  const files = (await readdir(folder)).filter((file) => /^kubesvc-[a-z]+-[a-z0-9]+(\.exe)?$/.test(file)).sort();
  const lines = await Promise.all(
    files.map(async (file) => {
      const bytes = await readFile(join(folder, file));
      return `${createHash('sha256').update(bytes).digest('hex')}  ${file}\n`;
    }),
  );
  await writeFile(join(folder, 'SHA256SUMS'), lines.join(''));
}

/** What a tool said, in one line. */
function reason(error) {
  const said = String(error.stderr ?? '')
    .split('\n')
    .find((line) => /error/i.test(line));
  return (said ?? error.message).trim();
}
