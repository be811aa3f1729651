import { mergePatch } from '../merge-patch.ts';
import type { Service } from '../types.ts';
import { effectsOf, type Effects } from './effects.ts';
import { type Form, formOf } from './form.ts';
import { anew, brokenOff, stepBetween, withoutNote } from './recreate.ts';
import { changesClass, refuse, turnsHeadless } from './refuse.ts';
import { serverUpdate } from './server-update.ts';
import { wanted } from './wanted.ts';
import type { ChangeWish } from './wish.ts';

/** A JSON merge patch of one Service. The sender adds the resourceVersion that it looked at. */
export type Patch = Record<string, unknown>;

/** How a Service gets from what it is to what was wished. */
export interface Change {
  from: Form;
  to: Form;
  /** One patch, or two where no single one leads there: each for what the one before it left. */
  patches: Patch[];
  /** The Service as it was, before a change that was broken off too. */
  origin: Service;
  /** The Service as the server will store it, without what only the server can choose. */
  after: Service;
  /** Where that will stand: `spec.ports[0].nodePort`. */
  allocated: string[];
  effects: Effects;
}

/**
 * The change, or undefined where the Service is as wished already.
 * @throws UsageError for what the server would refuse, with a reason and a way out
 */
export function planChange(service: Service, wish: ChangeWish): Change | undefined {
  const begun = brokenOff(service);
  const origin = begun ?? withoutNote(service);
  const from = formOf(origin);
  refuse(origin, from, begun ? { ...wish, recreate: true } : wish);
  const needsTwo = turnsHeadless(from, wish.to) || changesClass(origin, from, wish);
  const change = begun ? secondStep(service, origin, wish) : needsTwo ? twoSteps(origin, wish) : oneStep(service, wish);
  if (!change) return undefined;
  return { from, to: wish.to, origin, effects: effectsOf(origin, change.after, change.allocated), ...change };
}

type Route = Pick<Change, 'patches' | 'after' | 'allocated'>;

function oneStep(service: Service, wish: ChangeWish): Route | undefined {
  const sent = withoutNote(wanted(service, formOf(service), wish));
  const patch = mergePatch(service, sent);
  if (!patch) return undefined;
  const { object, allocated } = serverUpdate(service, sent);
  return { patches: [patch], after: object, allocated };
}

function twoSteps(origin: Service, wish: ChangeWish): Route {
  const { sent, object: halfway } = stepBetween(origin, wish.to === formOf(origin) ? 'NodePort' : 'ExternalName');
  const rest = secondStep(halfway, origin, wish);
  return { ...rest, patches: [mergePatch(origin, sent) ?? {}, ...rest.patches] };
}

/** From halfway on; also after a crash, and also to another type than was wished at first. */
function secondStep(halfway: Service, origin: Service, wish: ChangeWish): Route {
  const sent =
    wish.to === 'ExternalName' ? withoutNote(wanted(halfway, 'ExternalName', wish)) : anew(origin, halfway, wish);
  const { object, allocated } = serverUpdate(halfway, sent);
  return { patches: [mergePatch(halfway, sent) ?? {}], after: object, allocated };
}
