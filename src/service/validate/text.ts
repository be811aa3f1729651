/**
 * What the API server takes for names, keys and values (apimachinery pkg/api/validate/content and pkg/util/validation).
 * Every function answers the rule that a text breaks, in the server's words, or undefined.
 */

const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const key = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

const atMost = (length: number) => `must be no more than ${length} characters`;

/** RFC 1123 §2.1: names of Services (since 1.36; a letter first before that) and of their ports. */
export function dnsLabelRule(text: string): string | undefined {
  if (label.test(text)) return text.length > 63 ? atMost(63) : undefined;
  if (subdomain.test(text)) return 'must not contain dots';
  return "must consist of lower case letters, digits and '-', and must start and end with a letter or digit (e.g. 'my-name', or '123-abc')";
}

/** What ExternalName may hold, without the dot at its end. */
export function dnsSubdomainRule(text: string): string | undefined {
  if (subdomain.test(text)) return text.length > 253 ? atMost(253) : undefined;
  return "must consist of lower case letters, digits, '-' and '.', and must start and end with a letter or digit (e.g. 'example.com')";
}

/** Keys of labels and annotations, appProtocol, loadBalancerClass: `name` or `prefix/name`. */
export function qualifiedNameRule(text: string): string | undefined {
  const parts = text.split('/');
  const name = parts.at(-1) ?? '';
  const prefix = parts.length > 1 ? parts[0] : undefined;
  if (parts.length > 2) return "must be NAME or PREFIX/NAME, with one '/' at most (e.g. 'example.com/my-name')";
  if (prefix === '') return "the prefix before '/' must not be empty";
  if (prefix !== undefined && dnsSubdomainRule(prefix) !== undefined) return `the prefix ${dnsSubdomainRule(prefix)}`;
  if (name === '') return 'the name must not be empty';
  if (!key.test(name))
    return "must consist of letters, digits, '-', '_' and '.', and must start and end with a letter or digit (e.g. 'MyName', 'my.name' or '123-abc')";
  return name.length > 63 ? `the name ${atMost(63)}` : undefined;
}

export function labelValueRule(text: string): string | undefined {
  if (text === '') return undefined;
  if (!key.test(text))
    return "must be empty or consist of letters, digits, '-', '_' and '.', and must start and end with a letter or digit (e.g. 'MyValue', 'my_value' or '12345')";
  return text.length > 63 ? atMost(63) : undefined;
}

/** IANA_SVC_NAME (RFC 6335 §5.1), for a named targetPort: all rules that are broken, in the server's words and order. */
export function portNameRules(text: string): string[] {
  const rules: [broken: boolean, rule: string][] = [
    [new TextEncoder().encode(text).length > 15, atMost(15)],
    [!/^[-a-z0-9]+$/.test(text), 'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)'],
    [!/[a-z]/.test(text), 'must contain at least one letter (a-z)'],
    [text.includes('--'), 'must not contain consecutive hyphens'],
    [text.startsWith('-') || text.endsWith('-'), 'must not begin or end with a hyphen'],
  ];
  return rules.filter(([broken]) => broken).map(([, rule]) => rule);
}

export const portRange = 'must be between 1 and 65535, inclusive';

export const isPort = (port: number) => Number.isInteger(port) && port >= 1 && port <= 65535;
