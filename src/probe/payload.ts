import { ProbeUsageError } from './ask.ts';

/** More is no datagram that crosses every network whole. */
const mostBytes = 1200;

/**
 * What is sent over UDP, as the shell's printf takes it: every byte as `\ooo`, so that nothing of it means anything to a
 * shell. `hex:…` or plain text.
 */
export function payloadText(text: string): string {
  const [, hex] = /^hex:([0-9a-f\s]*)$/i.exec(text) ?? [];
  const digits = hex?.replaceAll(/\s/g, '') ?? '';
  if (text.startsWith('hex:') && (hex === undefined || digits.length === 0 || digits.length % 2 > 0))
    throw new ProbeUsageError(
      `invalid --udp-payload "${text}": expected text, or hex: and pairs of hexadecimal digits`,
    );
  const bytes =
    hex === undefined
      ? new TextEncoder().encode(text)
      : Uint8Array.from({ length: digits.length / 2 }, (_, index) =>
          parseInt(digits.slice(index * 2, index * 2 + 2), 16),
        );
  if (bytes.length > mostBytes)
    throw new ProbeUsageError(`invalid --udp-payload: ${bytes.length} bytes, and ${mostBytes} at the most`);
  return octal(bytes);
}

const octal = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');

/** The bytes of what printf would print. */
export const bytesOf = (printed: string): Uint8Array =>
  Uint8Array.from(printed.match(/[0-7]{3}/g) ?? [], (digits) => parseInt(digits, 8));

/** A request that every NTP server answers (RFC 5905: version 4, mode 3), as wide as it must be. */
export const ntpRequest = octal(Uint8Array.from({ length: 48 }, (_, index) => (index === 0 ? 0x23 : 0)));

/** A line break, where nothing better is known: it makes a closed port say so. */
export const anything = octal(Uint8Array.of(13, 10));
