import { diagnose, type Diagnosis } from '../diagnosis/diagnose.ts';
import { namespaceOf } from '../diagnosis/facts.ts';
import type { Vantage } from '../diagnosis/vantage.ts';
import type { ServicePort } from '../service/types.ts';
import { podLabels } from './pod/job.ts';
import type { Subject } from './subjects.ts';
import { isFromHereAlone, type Wishes } from './wishes.ts';

/** A Service with what the API alone says of it. */
export interface Examined extends Subject {
  diagnosis: Diagnosis;
}

/** The client, as far as it is known before it runs. */
export function vantageOf({ facts, ports }: Subject, wishes: Wishes, outside: boolean): Vantage {
  if (outside) return { namespace: '', labels: {}, outside, ports, via: wishes.via };
  // The labels that a policy can meet: those of every run, without the number of this one.
  const { 'kubesvc.dev/run': _, ...labels } = podLabels(wishes.pod.labels);
  return {
    namespace: wishes.fromNamespace ?? namespaceOf(facts.service),
    labels,
    node: wishes.pod.node,
    ports,
    via: wishes.via,
  };
}

export const examine = (subject: Subject, wishes: Wishes): Examined => ({
  ...subject,
  diagnosis: diagnose(subject.facts, vantageOf(subject, wishes, isFromHereAlone(wishes))),
});

/** The ports that packets may tell more of: not those that the API has proved dead, unless a pod is insisted on. */
export function toTry({ ports, diagnosis }: Examined, { mode }: Pick<Wishes, 'mode'>): ServicePort[] {
  if (mode === 'no') return [];
  const living = mode === 'force' ? ports : ports.filter((port) => !diagnosis.dead.includes(port));
  return living.filter(({ protocol = 'TCP' }) => protocol !== 'SCTP');
}

/** The same of what this machine may tell. */
export const toTryHere = (one: Examined, { local, mode }: Wishes): ServicePort[] =>
  local ? toTry(one, { mode: mode === 'no' ? 'auto' : mode }) : [];

/** Whether a pod is to try anything of a Service: one without ports still has its name. */
export const isTried = (one: Examined, wishes: Wishes): boolean =>
  wishes.mode !== 'no' &&
  !isFromHereAlone(wishes) &&
  (toTry(one, wishes).length > 0 || (one.ports.length === 0 && (!one.diagnosis.decided || wishes.mode === 'force')));
