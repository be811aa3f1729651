import type { ConnectionFlags, KubeClient, Table } from '../kube/client.ts';
import { type Kind, kinds } from '../service/kinds.ts';
import type { DeclaredPort } from '../service/ports.ts';
import { declaredPorts } from '../service/workload.ts';
import { given, type Place } from './place.ts';
import type { Ask, Candidate, Door } from './source.ts';

/** What the cluster and the kubeconfig have for a place. The server's own tables are asked: they are small, and know each kind. */

type Row = Table['rows'][number];

/** Names of objects of one kind, each with what its row in the table says. */
export const names =
  (kind: Kind, namespaceFlag?: string): Ask =>
  async (door, place) =>
    (await rowsOf(kind, door, namespaceFlag && given(place, namespaceFlag))).map(({ name, description }) => ({
      text: name,
      description,
    }));

/** Names of Services that are not on the line yet, as `web`, or as `svc/web` where a type is being typed. */
export const services: Ask = async (door, { operands, start }) => {
  const typed = new Set(operands.map((word) => word.slice(word.indexOf('/') + 1)));
  const [, prefix = ''] = /^((?:svc|services?)\/)/.exec(start) ?? [];
  return (await rowsOf(kinds.Service, door))
    .filter(({ name }) => !typed.has(name))
    .map(({ name, description }) => ({ text: prefix + name, description }));
};

/** `web`, and behind `web:` its ports by number and by name. */
export const servicesAndPorts: Ask = async (door, place) => {
  const at = place.start.indexOf(':');
  if (at === -1) return services(door, place);
  const word = place.start.slice(0, at);
  const ports = await portsOf(kinds.Service, word.slice(word.indexOf('/') + 1), door);
  return numbersAndNames(ports).map(({ text, description }) => ({ text: `${word}:${text}`, description }));
};

/** Names of the workloads of the type on the line: `deployment we`, or `deployment/we`. */
export const workloads: Ask = async (door, { operands, start }) => {
  const slash = start.indexOf('/');
  const type = slash === -1 ? operands[0] : start.slice(0, slash);
  if (type === undefined) return [];
  const prefix = slash === -1 ? '' : `${type}/`;
  const rows = await rowsOf(await door.kind(type), door);
  return rows
    .filter(({ name }) => !operands.includes(prefix + name))
    .map(({ name, description }) => ({ text: prefix + name, description }));
};

/** The ports that the workloads on the line declare. */
export const workloadPorts: Ask = async (door, place) => (await declaredOnLine(door, place)).map(numbered);

/** Where a Service's port may lead: the workloads' ports by number and by name, or where those of a Service lead now. */
export const targetPorts: Ask = async (door, place) =>
  (await declaredOnLine(door, place)).flatMap((port) =>
    port.targetPort === undefined
      ? numbersAndNames([port])
      : [{ text: String(port.targetPort), description: `${port.name ?? port.port} ${port.protocol}` }],
  );

/** The ports of the Service on the line, by number and by name. */
export const servicePorts: Ask = async (door, { operands: [word = ''] }) =>
  numbersAndNames(await portsOf(kinds.Service, word.slice(word.indexOf('/') + 1), door));

async function declaredOnLine(door: Door, { operands }: Place): Promise<DeclaredPort[]> {
  const [first = '', second = ''] = operands;
  const [type = '', name = ''] = first.includes('/') ? first.split('/') : [first, second];
  return portsOf(await door.kind(type), name, door);
}

async function portsOf(kind: Kind, name: string, door: Door): Promise<DeclaredPort[]> {
  const kube = await door.cluster();
  return declaredPorts(await kube.read(kind, { namespace: kube.namespace, name }, door.signal));
}

function numbered({ port, name = '', protocol, targetPort }: DeclaredPort): Candidate {
  const leads = targetPort === undefined || targetPort === port ? '' : ` to ${targetPort}`;
  return { text: String(port), description: `${name} ${protocol}${leads}`.trim() };
}

function numbersAndNames(ports: readonly DeclaredPort[]): Candidate[] {
  const named = ports.flatMap(({ name, port, protocol }) =>
    name === undefined ? [] : [{ text: name, description: `${port} ${protocol}` }],
  );
  return [...ports.map(numbered), ...named];
}

/** Label keys of objects of one kind. */
export const labelKeys =
  (kind: Kind): Ask =>
  async (door) =>
    countedLabels(await rowsOf(kind, door)).map(([key, values]) => ({ text: key, description: exemplary(values) }));

/** `app=` while the key is typed, then `app=web`. */
export const labelPairs =
  (kind: Kind, namespaceFlag?: string): Ask =>
  async (door, place) => {
    const rows = await rowsOf(kind, door, namespaceFlag && given(place, namespaceFlag));
    const [, key] = /([^,=!]+)==?[^,=]*$/.exec(place.start) ?? [];
    if (key === undefined) {
      return countedLabels(rows).map(([text, values]) => ({ text: `${text}=`, description: exemplary(values) }));
    }
    const [, values = new Map<string, number>()] = countedLabels(rows).find(([found]) => found === key) ?? [];
    return [...values].map(([value, count]) => ({
      text: `${key}=${value}`,
      description: `${count} ${count === 1 ? kind.singular : kind.plural}`,
    }));
  };

/** What the pods call themselves: `create service` selects `app=NAME`. */
export const appNames: Ask = async (door) => {
  const [, values = new Map<string, number>()] =
    countedLabels(await rowsOf(kinds.Pod, door)).find(([key]) => key === 'app') ?? [];
  return [...values].map(([text, count]) => ({ text, description: `${count} pod${count === 1 ? '' : 's'}` }));
};

function countedLabels(rows: readonly { labels: Record<string, string> }[]): [string, Map<string, number>][] {
  const all = new Map<string, Map<string, number>>();
  for (const [key, value] of rows.flatMap(({ labels }) => Object.entries(labels))) {
    const values = all.get(key) ?? new Map<string, number>();
    all.set(key, values.set(value, (values.get(value) ?? 0) + 1));
  }
  return [...all].sort(([a], [b]) => (a < b ? -1 : 1));
}

const exemplary = (values: ReadonlyMap<string, number>) => [...values.keys()].slice(0, 3).join(', ');

/** The ids of findings, and what each is. */
export const findings: Ask = (door) => door.findings();

export const contexts: Ask = async (door) =>
  [...(await door.kubeconfig()).contexts].map(([text, { cluster = '', namespace }]) => ({
    text,
    description: namespace ? `${cluster}, namespace ${namespace}` : cluster,
  }));

export const clusters: Ask = async (door) =>
  [...(await door.kubeconfig()).clusters].map(([text, { server }]) => ({ text, description: server }));

export const users: Ask = async (door) => [...(await door.kubeconfig()).users.keys()].map((text) => ({ text }));

interface Named {
  name: string;
  description: string;
  labels: Record<string, string>;
}

async function rowsOf(kind: Kind, door: Door, namespace?: string): Promise<Named[]> {
  const flags: ConnectionFlags | undefined = namespace ? { namespace } : undefined;
  const kube: KubeClient = await door.cluster(flags);
  const scope = kind.namespaced ? kube.namespace : undefined;
  const { columnDefinitions, rows } = await kube.table(kind, { namespace: scope, signal: door.signal });
  const columns = columnDefinitions.map(({ name }) => name);
  return rows.map((row) => ({
    name: row.object?.metadata.name ?? String(row.cells[0]),
    description: described(kind, columns, row),
    labels: row.object?.metadata.labels ?? {},
  }));
}

/** Of a Service its type and ports; of anything else the first column behind its name, `Ready 1/1` for one. */
function described({ kind }: Kind, columns: readonly string[], { cells }: Row): string {
  if (kind === 'Service') return ['Type', 'Port(s)'].map((column) => String(cells[columns.indexOf(column)])).join(' ');
  return columns[1] === undefined || columns[1] === 'Age' ? '' : `${columns[1]} ${String(cells[1])}`;
}
