/** An IP address as a number of its family's width; undefined where it is none. */
function parse(address: string): { value: bigint; bits: 32 | 128 } | undefined {
  return address.includes(':') ? parse6(address) : parse4(address);
}

function parse4(address: string): { value: bigint; bits: 32 } | undefined {
  const parts = address.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined;
  return { value: parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n), bits: 32 };
}

function parse6(address: string): { value: bigint; bits: 32 | 128 } | undefined {
  const [, head = '', dotted] = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address) ?? [];
  const last = dotted === undefined ? undefined : parse4(dotted);
  if (dotted !== undefined && !last) return undefined;
  const whole = last ? `${head}${(last.value >> 16n).toString(16)}:${(last.value & 0xffffn).toString(16)}` : address;
  const halves = whole.split('::');
  if (halves.length > 2) return undefined;
  const [front = [], back = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - front.length - back.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...front, ...Array<string>(missing).fill('0'), ...back];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  const value = groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
  // An IPv4 address that is written as IPv6 (::ffff:10.0.0.1) is the IPv4 address, as Go's net package has it.
  return value >> 32n === 0xffffn ? { value: value & 0xffff_ffffn, bits: 32 } : { value, bits: 128 };
}

export const isAddress = (text: string): boolean => parse(text) !== undefined;

/** Whether an address lies in a block (`10.0.0.0/8`); never in one of the other family, or in one that cannot be read. */
export function inBlock(address: string, cidr: string): boolean {
  const [network = '', length = ''] = cidr.split('/');
  const [own, base] = [parse(address), parse(network)];
  const prefix = Number(length);
  if (!own || !base || own.bits !== base.bits || !/^\d{1,3}$/.test(length) || prefix > base.bits) return false;
  const shift = BigInt(base.bits - prefix);
  return own.value >> shift === base.value >> shift;
}
