/** Plays transitions on a real API server: what kubesvc says beforehand, what it does, and what is then stored. */
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { ServerError } from '../../src/errors.ts';
import { connect } from '../../src/kube/connect.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { formOf } from '../../src/service/change-type/form.ts';
import { kinds } from '../../src/service/kinds.ts';
import { sameJson } from '../../src/service/merge-patch.ts';
import type { Service } from '../../src/service/types.ts';
import { inProcess } from '../support/cli.ts';
import type { Transition } from './transitions.ts';

export interface Row {
  transition: Transition;
  outcome: 'edited' | 'unchanged' | 'refused';
  /** Where it is refused: our words. */
  reason: string;
  /** The preview's lines, without what differs from run to run. */
  preview: string[];
  /** What is wrong: a preview that did not hold, a refusal of what the server takes. Empty in a good row. */
  faults: string[];
}

export interface Player {
  play: (transition: Transition) => Promise<Row>;
  kube: KubeClient;
}

/** In this process, for speed: a run of the built package costs twenty times as much. */
export async function openPlayer(kubeconfig: string, namespace: string): Promise<Player> {
  const env = { KUBECONFIG: kubeconfig, TMPDIR: tmpdir() };
  const kube = await connect({ namespace }, { env, userAgent: 'kubesvc-matrix', warn: () => {} });
  let next = 0;
  const randomHex = (bytes: number) => randomBytes(bytes).toString('hex');
  const kubesvc: Run = (...argv) => inProcess(argv, { env, randomHex, connect: async () => kube });
  return { kube, play: (transition) => play(transition, `t${next++}`, kube, kubesvc) };
}

type Run = (...argv: string[]) => Promise<{ code: number; stdout: string; stderr: string }>;

async function play(transition: Transition, name: string, kube: KubeClient, kubesvc: Run): Promise<Row> {
  const ref = { namespace: kube.namespace, name };
  const { to, options } = transition;
  const line = ['edit', 'type', name, to, ...options];
  await create(transition, ref.name, kube);
  const before = await kube.read<Service>(kinds.Service, ref);
  const said = await kubesvc(...line, '--dry-run=client', '-o', 'json');
  const faults: string[] = [];
  const row = { transition, reason: '', preview: previewOf(said.stderr, name), faults };
  try {
    if (said.code !== 0) {
      const reason = said.stderr.replaceAll(`"${name}"`, '"web"').replaceAll(` ${name}`, ' web').trim();
      if (!/--[a-z]|kubesvc/.test(reason)) faults.push(`no way out: ${reason}`);
      if (!sameJson(before, await kube.read(kinds.Service, ref))) faults.push('refused, and yet changed');
      faults.push(...(await refusedByServer(transition, ref, before, kube)));
      return { ...row, outcome: 'refused', reason: reason.replace(/^error: /, ''), preview: [] };
    }
    const predicted = JSON.parse(said.stdout) as Service;
    if (!sameJson(before, await kube.read(kinds.Service, ref))) faults.push('a client dry run has changed the Service');
    const done = await kubesvc(...line, '--yes');
    if (done.code !== 0) faults.push(`not refused by us: ${done.stderr.trim()}`);
    const after = await kube.read<Service>(kinds.Service, ref);
    faults.push(...differences(predicted, after, said.stderr));
    if (formOf(after) !== to) faults.push(`is now ${formOf(after)}`);
    if (after.metadata.uid !== before.metadata.uid) faults.push('is another object');
    const again = await kubesvc(...line, '--yes');
    const settled = await kube.read<Service>(kinds.Service, ref);
    if (again.stdout !== `service/${name} unchanged\n` || !sameJson(after, settled)) {
      faults.push(`the same command again: ${again.stdout}${again.stderr}`);
    }
    const unchanged = done.stdout === `service/${name} unchanged\n`;
    if (unchanged && !sameJson(before, after)) faults.push('called unchanged, and yet changed');
    return { ...row, outcome: unchanged ? 'unchanged' : 'edited' };
  } finally {
    await kube.remove(kinds.Service, ref, { propagationPolicy: 'Background' });
  }
}

async function create({ source }: Transition, name: string, kube: KubeClient): Promise<void> {
  const { spec, annotations, address } = source;
  const metadata = { name, ...(annotations && { annotations }) };
  const object = { apiVersion: 'v1', kind: 'Service', metadata, spec };
  await kube.create(kinds.Service, kube.namespace, object);
  if (address === undefined) return;
  const status = { loadBalancer: { ingress: [{ ip: address }] } };
  await kube.patch(kinds.Service, { namespace: kube.namespace, name }, { status }, { subresource: 'status' });
}

async function refusedByServer(
  { naive, to }: Transition,
  ref: { namespace: string; name: string },
  before: Service,
  kube: KubeClient,
): Promise<string[]> {
  try {
    const after = await kube.patch<Service>(kinds.Service, ref, { spec: naive });
    if (formOf(after) === to && !sameJson(after.spec, before.spec)) return ['refused by us, taken by the server'];
    return [];
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    return [];
  }
}

const chosenByServer: [RegExp, string][] = [
  [/^spec\.(clusterIPs?|ipFamilies)(\[\d\])?$/, 'allocated: a cluster IP'],
  [/^spec\.ipFamilies(\[\d\])?$/, ''],
  [/^spec\.ports\[\d\]\.nodePort$/, 'allocated: a node port for'],
  [/^spec\.healthCheckNodePort$/, 'allocated: a health check node port'],
];

/** Nothing may differ but what the server chooses, and of that every value must have been announced. */
function differences(predicted: Service, after: Service, preview: string): string[] {
  const [said, is] = [leaves(predicted), leaves(after)];
  const faults: string[] = [];
  for (const path of new Set([...said.keys(), ...is.keys()])) {
    if (/^metadata\.(resourceVersion|managedFields|generation)/.test(path) || said.get(path) === is.get(path)) continue;
    const choice = chosenByServer.find(([where, words]) => where.test(path) && preview.includes(words));
    if (choice && said.get(path) === undefined) continue;
    faults.push(`${path}: said ${said.get(path)}, is ${is.get(path)}`);
  }
  for (const [where, words] of chosenByServer) {
    const found = [...is.keys()].some((path) => where.test(path) && !said.has(path));
    if (words !== '' && preview.includes(words) && !found) faults.push(`announced in vain: ${words}`);
  }
  return faults;
}

function leaves(value: unknown, path = ''): Map<string, string> {
  if (typeof value !== 'object' || value === null) return new Map([[path, JSON.stringify(value)]]);
  const entries = Object.entries(value);
  if (entries.length === 0) return new Map([[path, Array.isArray(value) ? '[]' : '{}']]);
  return new Map(
    entries.flatMap(([key, inner]) => [
      ...leaves(inner, Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`),
    ]),
  );
}

/** Addresses and numbers that the server chose stand as words, so that the table is the same in every run. */
function previewOf(stderr: string, name: string): string[] {
  return stderr
    .split('\n')
    .filter((text) => text.startsWith('  '))
    .map((text) =>
      text
        .trim()
        .replaceAll(name, 'web')
        .replaceAll(/\b10\.\d+\.\d+\.\d+(?!\/|\d)/g, 'A.B.C.D')
        .replaceAll(/\bfd00:[0-9a-f:]+/g, 'X::Y')
        .replaceAll(/(\d+\/(?:TCP|UDP)[:=])3(?!006[1-4])\d{4}/g, '$1NNNNN')
        .replaceAll(/(health check node port |health-check=)\d+/g, '$1NNNNN'),
    );
}
