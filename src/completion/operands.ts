import { kinds } from '../service/kinds.ts';
import * as ask from './asks.ts';
import { serviceTypes } from './flags.ts';
import { type Place, pathBelowRoot } from './place.ts';
import { type Candidate, nothing, type Source, type Words, words } from './source.ts';

/** What can stand at the cursor where it is neither a command nor a flag. */
export function operandAt(place: Place): Source {
  return byCommand[pathBelowRoot(place.command)]?.(place) ?? nothing;
}

const services: Words = { ask: ask.services };

const byCommand: Readonly<Record<string, (place: Place) => Source>> = {
  expose: ({ operands, start }) =>
    operands.length === 0 && !start.includes('/') ? { words: exposable } : { ask: ask.workloads },
  get: ({ operands, start }) => (operands.length === 0 && !start.includes('/') ? words({ svc: 'Services' }) : services),
  'edit svc': () => services,
  'edit type': ({ operands, start }) =>
    operands.length === 0 ? services : { words: types, ...(start !== '' && services) },
  probe: () => ({ ask: ask.servicesAndPorts }),
  completion: ({ operands }) =>
    operands.length > 0 ? nothing : words({ bash: '', zsh: '', fish: '', powershell: '' }),
  'create service clusterip': newName,
  'create service nodeport': newName,
  'create service loadbalancer': newName,
  'create service headless': newName,
};

function newName({ operands }: Place): Source {
  return operands.length === 0 ? { ask: ask.appNames } : nothing;
}

const types: Candidate[] = Object.entries(serviceTypes).map(([text, description]) => ({ text, description }));

const exposable: Candidate[] = [
  kinds.Deployment,
  kinds.StatefulSet,
  kinds.DaemonSet,
  kinds.ReplicaSet,
  kinds.ReplicationController,
  kinds.Job,
  kinds.CronJob,
  kinds.Pod,
  kinds.Service,
].map(({ singular, shortNames, group }) => ({
  text: singular,
  description: [...shortNames, ...(group === '' ? [] : [`${singular}.${group}`])].join(', '),
}));
