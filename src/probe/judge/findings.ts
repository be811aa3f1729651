import { type Finding, ranked } from '../../diagnosis/finding.ts';
import { answerFindings } from './answers.ts';
import { loopbackFindings } from './loopback.ts';
import { nameFindings } from './names.ts';
import { pathFindings } from './paths.ts';
import type { Seen } from './seen.ts';

/** What packets say that the API cannot know; what the API has said already is not said again. */
export function packetFindings(seen: Seen): Finding[] {
  const proved = loopbackFindings(seen);
  const found = [...(proved.length > 0 ? [] : pathFindings(seen)), ...nameFindings(seen), ...answerFindings(seen)];
  const isNews = ({ id, reason }: Finding) =>
    !seen.known.some((one) => one.id === id && (one.severity !== 'info' || one.reason === reason));
  return [...proved, ...found.filter(isNews)];
}

/** All that is known of a port, the nearest to the cause first. */
export const merged = (known: readonly Finding[], found: readonly Finding[]): Finding[] =>
  ranked([
    ...found.filter(({ severity }) => severity === 'error'),
    ...known,
    ...found.filter(({ severity }) => severity !== 'error'),
  ]);
