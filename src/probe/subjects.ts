import type { Facts } from '../diagnosis/facts.ts';
import type { Finding } from '../diagnosis/finding.ts';
import { portNotThere } from '../diagnosis/rules/not-there.ts';
import { ServerError } from '../errors.ts';
import type { KubeClient } from '../kube/client.ts';
import type { ServicePort } from '../service/types.ts';
import { type Asked, portsAsked, type What } from './ask.ts';
import { missingService } from './read/missing-service.ts';
import { snapshot, snapshotMany, type SnapshotWishes } from './snapshot.ts';

/** One Service that is to be probed. */
export interface Subject {
  facts: Facts;
  /** Those that were asked for; all where none was named. */
  ports: ServicePort[];
}

/** One that cannot be, because it, or the port that was asked for, is not there. */
export interface Absent {
  namespace: string;
  name: string;
  finding: Finding;
}

export interface Subjects {
  found: Subject[];
  absent: Absent[];
}

/** More names than these are read as one list. */
const mostSingle = 3;

/** Everything that is asked for, with what the API says of it. @throws what the API server says where it cannot be asked */
export async function readSubjects(kube: KubeClient, what: What, wishes: SnapshotWishes): Promise<Subjects> {
  if ('named' in what) return readNamed(kube, what.named, wishes);
  const { all, selector } = what;
  const where = { ...(all ? {} : { namespace: kube.namespace }), labelSelector: selector };
  const facts = await snapshotMany(kube, where, wishes);
  return { found: facts.map((one) => ({ facts: one, ports: one.service.spec.ports ?? [] })), absent: [] };
}

async function readNamed(kube: KubeClient, asked: readonly Asked[], wishes: SnapshotWishes): Promise<Subjects> {
  const subjects: Subjects = { found: [], absent: [] };
  const spaces = new Map<string, Asked[]>();
  for (const one of asked) {
    const namespace = one.namespace ?? kube.namespace;
    spaces.set(namespace, [...(spaces.get(namespace) ?? []), one]);
  }
  for (const [namespace, names] of spaces) {
    const there = { ...kube, namespace };
    const distinct = [...new Set(names.map(({ name }) => name))];
    const facts =
      distinct.length > mostSingle
        ? await snapshotMany(there, { namespace }, wishes)
        : (await Promise.all(distinct.map((name) => readOne(there, name, wishes)))).flatMap((one) => one ?? []);
    const byName = new Map(facts.map((one) => [one.service.metadata.name, one]));
    for (const one of names) await sort(there, one, byName.get(one.name), { subjects, wishes });
  }
  return subjects;
}

async function readOne(kube: KubeClient, name: string, wishes: SnapshotWishes): Promise<Facts | undefined> {
  try {
    return await snapshot(kube, name, wishes);
  } catch (error) {
    if (error instanceof ServerError && error.reason === 'NotFound') return undefined;
    throw error;
  }
}

async function sort(
  kube: KubeClient,
  { name, port }: Asked,
  facts: Facts | undefined,
  { subjects, wishes }: { subjects: Subjects; wishes: SnapshotWishes },
): Promise<void> {
  const { namespace } = kube;
  if (!facts) {
    subjects.absent.push({ namespace, name, finding: await missingService(kube, name, wishes.signal) });
    return;
  }
  const ports = portsAsked(facts.service, port);
  if (!ports) {
    subjects.absent.push({ namespace, name, finding: portNotThere(facts.service, port ?? '') });
    return;
  }
  // The same Service with another port of it is one Service with both.
  const before = subjects.found.find((one) => one.facts === facts);
  if (before) before.ports = [...new Set([...before.ports, ...ports])];
  else subjects.found.push({ facts, ports });
}
