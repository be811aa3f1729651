/**
 * IP addresses and ranges as the API server takes them since 1.36 (apimachinery pkg/util/validation/ip.go, strict; Go's
 * net/netip). Every rule is in the server's words.
 */

/** The 4 or 16 bytes of an address; undefined for any other text. IPv6 zones are no part of the API. */
export function addressBytes(text: string): number[] | undefined {
  return text.includes(':') ? sixteen(text) : four(text);
}

export type IpFamily = 'IPv4' | 'IPv6';

export const familyOf = (bytes: readonly number[]): IpFamily => (bytes.length === 4 ? 'IPv4' : 'IPv6');

function four(text: string): number[] | undefined {
  const fields = text.split('.');
  if (fields.length !== 4 || !fields.every((field) => /^(0|[1-9]\d{0,2})$/.test(field))) return undefined;
  const bytes = fields.map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : undefined;
}

function sixteen(text: string): number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => (half === '' ? [] : groups(half)));
  if (!head || (halves.length === 2 && !tail)) return undefined;
  // An IPv4 address may only end the whole address.
  if (halves.length === 2 && halves[0]?.includes('.')) return undefined;
  if (!tail) return head.length === 16 ? head : undefined;
  const gap = 16 - head.length - tail.length;
  return gap >= 2 ? [...head, ...Array<number>(gap).fill(0), ...tail] : undefined;
}

/** `a:b:1.2.3.4` in bytes. */
function groups(text: string): number[] | undefined {
  const fields = text.split(':');
  const bytes: number[] = [];
  for (const [index, field] of fields.entries()) {
    const inner = index === fields.length - 1 && field.includes('.') ? four(field) : undefined;
    if (inner) bytes.push(...inner);
    else if (/^[0-9a-fA-F]{1,4}$/.test(field))
      bytes.push(Number.parseInt(field, 16) >> 8, Number.parseInt(field, 16) & 255);
    else return undefined;
  }
  return bytes;
}

/** `::ffff:10.0.0.1` is one address to some programs and another to others. */
const isMapped = (bytes: readonly number[]) =>
  bytes.length === 16 && bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;

const dottedWithZeros = /^0*\d{1,3}(\.0*\d{1,3}){3}$/;

export function ipRule(text: string): string | undefined {
  const bytes = addressBytes(text);
  if (!bytes)
    return dottedWithZeros.test(text)
      ? 'must not have leading 0s, and no number above 255'
      : 'must be a valid IP address (e.g. 10.9.8.7 or 2001:db8::ffff)';
  return isMapped(bytes) ? 'must not be an IPv4-mapped IPv6 address' : undefined;
}

export function cidrRule(text: string): string | undefined {
  const [address = '', length, ...rest] = text.split('/');
  const bytes = addressBytes(address);
  if (
    !bytes ||
    length === undefined ||
    rest.length > 0 ||
    !/^\d{1,3}$/.test(length) ||
    Number(length) > bytes.length * 8
  )
    return 'must be a valid CIDR value (e.g. 10.9.8.0/24 or 2001:db8::/64)';
  if (length.startsWith('0') && length !== '0') return 'must not have leading 0s in IP or prefix length';
  if (isMapped(bytes)) return 'must not have an IPv4-mapped IPv6 address';
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return bits.slice(Number(length)).includes('1') ? 'must not have bits set beyond the prefix length' : undefined;
}

/** Addresses that no other machine can send to (k8s.io/kubernetes pkg/apis/core/validation, ValidateEndpointIP). */
export function specialIpRule(text: string): string | undefined {
  const bytes = addressBytes(text) ?? [];
  const [first = 0, second = 0, third = 0] = bytes;
  const six = bytes.length === 16;
  const leading = bytes.slice(0, -1).every((byte) => byte === 0);
  if (leading && bytes.at(-1) === 0) return `may not be unspecified (${text})`;
  if (six ? leading && bytes.at(-1) === 1 : first === 127)
    return 'may not be in the loopback range (127.0.0.0/8, ::1/128)';
  if (six ? first === 0xfe && (second & 0xc0) === 0x80 : first === 169 && second === 254)
    return 'may not be in the link-local range (169.254.0.0/16, fe80::/10)';
  if (six ? first === 0xff && (second & 0x0f) === 2 : first === 224 && second === 0 && third === 0)
    return 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)';
  return undefined;
}
