import { UsageError } from '../errors.ts';
import { milliseconds } from '../service/duration.ts';
import type { Protocol } from '../service/ports.ts';
import { plainly, quoted } from '../service/quote.ts';
import { distributions } from '../service/spec.ts';
import type { ServiceType } from '../service/types.ts';
import { dnsSubdomainRule } from '../service/validate/text.ts';

/** Text of one flag -> value, one function a flag. All throw UsageError that names the flag, the value and what is expected. */

/** kubectl takes an empty text for a flag that was not given; `withoutEmpty` drops what this leaves empty. */
export const unlessEmpty =
  <T>(parse: (text: string) => T) =>
  (text: string): T | undefined =>
    text === '' ? undefined : parse(text);

export const parseText = unlessEmpty((text) => text);

/** The flags without those that were given an empty text; commander writes '' where a parser has answered undefined. */
export function withoutEmpty<Flags extends object>(flags: Flags): Flags {
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== '')) as Flags;
}

export function parseSome(flag: string) {
  return (text: string): string => {
    if (text !== '') return text;
    throw new UsageError(`invalid ${flag} "": expected a value`);
  };
}

/** In kubectl's words, but for the dot at the end, which the API takes. */
export function parseExternalName(text: string): string {
  if (dnsSubdomainRule(text.replace(/\.$/, '')) === undefined) return text;
  throw new UsageError(`invalid service external name ${plainly(text)}`);
}

/** One of `words` in any case, answered in the API's own case. */
export function oneOf<T extends string>(flag: string, words: readonly T[]) {
  return (text: string): T => {
    const found = words.find((word) => word.toLowerCase() === text.toLowerCase());
    if (found !== undefined) return found;
    throw new UsageError(
      `invalid ${flag} ${quoted(text)}: must be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}`,
    );
  };
}

export const parseProtocol = oneOf<Protocol>('--protocol', ['TCP', 'UDP', 'SCTP']);
export const parseType = oneOf<ServiceType>('--type', ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName']);
export const parseIpFamilyPolicy = oneOf('--ip-family-policy', ['SingleStack', 'PreferDualStack', 'RequireDualStack']);
export const parseInternalPolicy = oneOf('--internal-traffic-policy', ['Cluster', 'Local']);
export const parseExternalPolicy = oneOf('--external-traffic-policy', ['Cluster', 'Local']);
export const parseDistribution = oneOf('--traffic-distribution', distributions);
const parseIpFamily = oneOf('--ip-families', ['IPv4', 'IPv6']);

/** In any case; what is neither is refused in kubectl's words. */
export function parseAffinity(text: string): 'None' | 'ClientIP' {
  const found = (['None', 'ClientIP'] as const).find((word) => word.toLowerCase() === text.toLowerCase());
  if (found !== undefined) return found;
  throw new UsageError(`unknown session affinity: ${plainly(text)}`);
}

export const parseIpFamilies = (text: string, before: ('IPv4' | 'IPv6')[] = []) => [
  ...before,
  ...items(text).map(parseIpFamily),
];

/** Several parted by commas, blanks around them forgiven; nothing where there is no text. */
export const parseList = unlessEmpty(items);

/** The same for a flag that may be repeated. */
export const parseLists = (text: string, before: string[] = []) => [...before, ...items(text)];

function items(text: string): string[] {
  return text.split(',').map((item) => item.trim());
}

/** `None` in any case, or an address, which validate/ looks at. */
export const parseClusterIp = unlessEmpty((text) => (text.toLowerCase() === 'none' ? 'None' : text));

/** Seconds, or a Go duration such as 1m30s; answered in milliseconds. */
export function parseDuration(text: string, flag: string): number {
  const duration = milliseconds(text);
  if (duration !== undefined && duration >= 0) return duration;
  throw new UsageError(`invalid ${flag} ${quoted(text)}: expected a duration such as 30s or 2m`);
}

/** Whole seconds, written as a number or as a duration. */
export function parseAffinityTimeout(text: string): number {
  const seconds = (milliseconds(text) ?? Number.NaN) / 1000;
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= 86400) return seconds;
  throw new UsageError(
    `invalid --session-affinity-timeout ${quoted(text)}: expected 1 to 86400 seconds, as 10800, 3h or 30m`,
  );
}

/** The words that Go's strconv.ParseBool takes. */
export function parseBoolean(flag: string) {
  return (text: string): boolean => {
    if (/^(1|t|T|true|TRUE|True)$/.test(text)) return true;
    if (/^(0|f|F|false|FALSE|False)$/.test(text)) return false;
    throw new UsageError(`invalid ${flag} ${quoted(text)}: expected true or false`);
  };
}

const dryRuns = { none: 'none', client: 'client', server: 'server' } as const;
export type DryRun = keyof typeof dryRuns;

/**
 * `--dry-run[=none|client|server]`, and the forms that kubectl has deprecated: bare, and a boolean (helpers.go, GetDryRunStrategy).
 * @param deprecated hears kubectl's sentence about such a form, and where kubectl's log has it from
 */
export function parseDryRun(text: string, deprecated: (sentence: string, place: string) => void): DryRun {
  if (Object.hasOwn(dryRuns, text)) return dryRuns[text as DryRun];
  if (text === 'unchanged') {
    deprecated('--dry-run is deprecated and can be replaced with --dry-run=client.', 'helpers.go:714');
    return 'client';
  }
  const asBoolean =
    /^(1|t|T|true|TRUE|True)$/.test(text) || (/^(0|f|F|false|FALSE|False)$/.test(text) ? false : undefined);
  if (asBoolean === undefined)
    throw new UsageError(`Invalid dry-run value (${plainly(text)}). Must be "none", "server", or "client".`);
  const dryRun = asBoolean ? 'client' : 'none';
  deprecated(
    `--dry-run=${text} is deprecated (boolean value) and can be replaced with --dry-run=${dryRun}.`,
    asBoolean ? 'helpers.go:728' : 'helpers.go:731',
  );
  return dryRun;
}

/** `--validate`, as the API names it (kubectl helpers.go, GetValidationDirective). */
export function parseValidation(text: string): 'Strict' | 'Warn' | 'Ignore' {
  if (/^(strict|1|t|T|true|TRUE|True)$/.test(text)) return 'Strict';
  if (/^(ignore|0|f|F|false|FALSE|False)$/.test(text)) return 'Ignore';
  if (text === 'warn') return 'Warn';
  throw new UsageError(
    `invalid - validate option "${plainly(text)}"; must be one of: strict (or true), warn, ignore (or false)`,
  );
}

/** At most 128 bytes of printable text (apimachinery meta/v1/validation, ValidateFieldManager). */
export function parseFieldManager(text: string): string {
  if (new TextEncoder().encode(text).length <= 128 && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)) return text;
  throw new UsageError(`invalid --field-manager ${quoted(text)}: expected at most 128 bytes of printable text`);
}
