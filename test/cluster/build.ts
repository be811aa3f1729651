/** What a tier needs, built where it is not there yet. */
import { accessSync, constants, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { alone, cacheFolder, finish, hashOf, isThere, newDraft, prune, refuseCovered, touch } from './cache.ts';
import type { Tier } from './choose.ts';
import { command } from './command.ts';
import { makeImages } from './images.ts';
import { here } from './machine.ts';
import { install, missingPackages, type Purpose } from './packages.ts';
import { runSteps, span, type Step, type Voice } from './progress.ts';
import { alpineWheel, binaries, type Binary, type Group, groupsOf, launcherAliases } from './recipe.ts';

export interface Built {
  /** Folder of the binaries. */
  bin: string;
  kubectl: string;
  launcher: string;
  /** Folder of the image tars; tier full. */
  images?: string;
}

/** Whose results a group's name depends on, beside its recipe. */
const sources: Record<Group, readonly string[]> = {
  k8s: ['k8s/go.mod', 'k8s/go.sum', 'k8s/cmd'],
  launcher: ['node/go.mod', 'node/go.sum', 'node/cmd/cluster', 'node/internal'],
  tools: ['node/go.mod', 'node/go.sum', 'node/cmd/coredns'],
  images: ['k8s/go.mod', 'node/go.mod', 'node/go.sum', 'node/cmd/coredns', 'node/internal/image', 'images.ts'],
};

export async function ensureBuilt(tier: Tier, voice: Voice): Promise<Built> {
  const cache = cacheFolder(process.env);
  if (tier === 'full') refuseCovered(cache);
  const plan = planOf(cache, tier);
  await installFor(plan, tier, voice);
  if (plan.groups.some(({ folder }) => !isThere(folder)) || !isThere(plan.bin)) {
    makeWritable(cache);
    const onWait = () => voice.say('another process builds the cluster: waiting for it');
    await alone(cache, onWait, () => buildMissing(plan, voice));
  }
  for (const folder of [...plan.groups.map((one) => one.folder), plan.bin]) touch(folder);
  const images = plan.groups.find(({ group }) => group === 'images')?.folder;
  return {
    bin: plan.bin,
    kubectl: join(plan.bin, 'kubectl'),
    launcher: join(plan.bin, 'cluster'),
    ...(images === undefined ? {} : { images }),
  };
}

function makeWritable(cache: string): void {
  try {
    mkdirSync(cache, { recursive: true });
    accessSync(cache, constants.W_OK);
  } catch {
    throw new Error(`not all is built, and ${cache} is not writable: set KUBESVC_CLUSTER_CACHE to a folder that is`);
  }
}

interface Plan {
  tier: Tier;
  cache: string;
  groups: { group: Group; folder: string; binaries: Binary[] }[];
  /** Folder of links to all binaries. */
  bin: string;
}

/** Names everything that a tier needs; equal names have equal content. */
function planOf(cache: string, tier: Tier): Plan {
  const mod = (module: string) => readFileSync(join(here, module, 'go.mod'), 'utf8');
  const recipes = binaries(mod('k8s'), mod('node'));
  const groups = groupsOf[tier].map((group) => {
    const made = group === 'images' ? [] : recipes[group];
    const recipe = [
      process.arch,
      group === 'images' ? alpineWheel : made.map((binary) => ({ ...binary, seconds: undefined })),
    ];
    return { group, folder: join(cache, `${group}-${hashOf(here, sources[group], recipe)}`), binaries: made };
  });
  const linked = groups.filter(({ group }) => group !== 'images').map(({ folder }) => relative(cache, folder));
  return { tier, cache, groups, bin: join(cache, `bin-${hashOf(here, [], [linked, launcherAliases])}`) };
}

async function installFor({ groups }: Plan, tier: Tier, { say }: Voice): Promise<void> {
  if (tier === 'api') return;
  const toBuild = groups.filter(({ folder }) => !isThere(folder)).map(({ group }) => group);
  const purposes: Purpose[] = ['run', ...toBuild.filter((group) => group === 'tools' || group === 'images')];
  const packages = missingPackages(purposes);
  if (packages.length === 0) return;
  say(`installing Debian packages: ${packages.join(' ')}`);
  await install(packages);
}

async function buildMissing(plan: Plan, voice: Voice): Promise<void> {
  const missing = plan.groups.filter(({ folder }) => !isThere(folder)); // asked again: another process may have built it
  const used = [...plan.groups.map(({ folder }) => folder), plan.bin].map((folder) => relative(plan.cache, folder));
  for (const old of prune(plan.cache, used, Date.now())) voice.say(`removed ${old}, out of use`);
  const steps = missing.flatMap(({ group, folder, binaries: made }) =>
    group === 'images' ? [imagesStep(plan, folder)] : binarySteps(folder, made),
  );
  if (steps.length > 0) {
    const all = span(steps.reduce((sum, { seconds }) => sum + seconds, 0));
    voice.say(`building the test cluster into ${plan.cache}: with no Go cache about ${all} on two cores, else less`);
  }
  await runSteps(steps, voice);
  linkBin(plan);
  if (plan.tier === 'full') linkBin(planOf(plan.cache, 'api')); // all of it is there; another user may only read
}

function linkBin(plan: Plan): void {
  if (isThere(plan.bin)) return;
  const draft = newDraft(plan.bin);
  linkAll(plan, draft);
  finish(draft, plan.bin);
}

/** Each binary is a step; after the last one the folder gets its name. */
function binarySteps(folder: string, made: readonly Binary[]): Step[] {
  let draft = '';
  return made.map((binary, index) => ({
    name: binary.name,
    seconds: binary.seconds,
    run: async () => {
      if (index === 0) draft = newDraft(folder);
      await goBuild(binary, join(draft, binary.name));
      if (index === made.length - 1) finish(draft, folder);
    },
  }));
}

function imagesStep({ groups }: Plan, folder: string): Step {
  const partOf = (wanted: Group, name: string) =>
    join(groups.find(({ group }) => group === wanted)?.folder ?? '', name);
  return {
    name: 'images',
    seconds: 15,
    run: async () => {
      const draft = newDraft(folder);
      await makeImages({ launcher: partOf('launcher', 'cluster'), coredns: partOf('tools', 'coredns') }, draft);
      finish(draft, folder);
    },
  };
}

async function goBuild(binary: Binary, out: string): Promise<void> {
  const args = ['build', '-trimpath', '-buildvcs=false', '-tags', binary.tags ?? '', '-ldflags'];
  await command('go', [...args, ['-s -w', ...binary.ldflags].join(' '), '-o', out, binary.package], {
    cwd: join(here, binary.module),
    env: { CGO_ENABLED: binary.cgo ? '1' : '0' },
  });
}

/** One folder for all, as the launcher wants it; the links are relative, so that the cache can be moved. */
function linkAll({ groups, bin }: Plan, draft: string): void {
  const link = (name: string, target: string) => {
    mkdirSync(dirname(join(draft, name)), { recursive: true });
    symlinkSync(relative(dirname(join(bin, name)), target), join(draft, name));
  };
  for (const { folder, binaries: made } of groups) {
    for (const { name } of made) link(name, join(folder, name));
    if (made.some(({ name }) => name === 'cluster')) {
      for (const alias of launcherAliases) link(alias, join(folder, 'cluster'));
    }
  }
}
