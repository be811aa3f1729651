import { classify, httpStatus, type Outcome } from './classify.ts';
import type { Record } from './records.ts';
import type { Target } from './targets.ts';

/** A target with what came of it. */
export interface Check extends Target {
  outcome: Outcome;
  /** Milliseconds until the connection stood or failed, or the name was looked up; absent where it did not run. */
  took?: number | undefined;
  /** What HTTP said over that connection; 'ok' is any status below 400. */
  answer?: { outcome: Outcome; status?: number | undefined } | undefined;
  /** The tool's own words. */
  raw: string;
}

/** Joins targets with their records; a target without one did not run. */
export function checksOf(targets: readonly Target[], records: readonly Record[]): Check[] {
  const byId = new Map(records.map((record) => [record.id, record]));
  return targets.map((target): Check => {
    const record = byId.get(target.id);
    if (!record) return { ...target, outcome: 'not-run', raw: '' };
    const { exitCode, took, text: raw } = record;
    const outcome = classify({ tool: target.how === 'name' ? 'getent' : 'nc', text: raw, exitCode });
    const asked = byId.get(`${target.id}w`);
    const answer = asked && {
      outcome: classify({ tool: 'wget', text: asked.text, exitCode: asked.exitCode, host: target.host }),
      status: httpStatus(asked.text),
    };
    return { ...target, outcome, took, raw, ...(answer && { answer }) };
  });
}
