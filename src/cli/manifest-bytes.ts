import { readSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { UsageError } from '../errors.ts';

/** More than this is no manifest; reading on could only fill the memory. */
export const maxBytes = 32 * 1024 * 1024;

/** All of a stream, as long as it is no longer than a manifest can be. */
export async function bytesOf(stream: Readable, source: string): Promise<Uint8Array> {
  const parts = partsOf(source);
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) parts.add(chunk);
  } finally {
    stream.destroy();
  }
  return parts.whole();
}

/**
 * The same of an open file or pipe, without a stream: to load those takes some milliseconds.
 * @throws what node:fs throws
 */
export function bytesAtOnce(descriptor: number, source: string): Uint8Array {
  const parts = partsOf(source);
  for (;;) {
    try {
      const chunk = new Uint8Array(65_536);
      const length = readSync(descriptor, chunk);
      if (length === 0) return parts.whole();
      parts.add(chunk.subarray(0, length));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10); // in milliseconds: a pipe that was told not to wait
    }
  }
}

function partsOf(source: string) {
  const parts: Uint8Array[] = [];
  let length = 0;
  return {
    add(part: Uint8Array) {
      length += part.length;
      if (length > maxBytes) throw tooLong(source);
      parts.push(part);
    },
    whole: () => Buffer.concat(parts),
  };
}

export const tooLong = (source: string) =>
  new UsageError(
    `error parsing ${source}: it is larger than ${maxBytes / 1024 / 1024} MiB, which is the most that is read`,
  );

/**
 * UTF-8, or UTF-16 where a byte order mark says so (as kubectl's FileVisitor has it). Bytes that are neither read as U+FFFD
 * and count as damage, which a comment may have.
 */
export function textOf(bytes: Uint8Array, source: string): { text: string; damaged: boolean } {
  const [first, second] = bytes;
  const wide =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
  const zero = wide === undefined ? bytes.indexOf(0) : -1;
  if (zero >= 0) throw notText(source, zero);
  try {
    return { text: new TextDecoder(wide ?? 'utf-8', { fatal: true }).decode(bytes), damaged: false };
  } catch {
    return { text: new TextDecoder(wide ?? 'utf-8').decode(bytes), damaged: true };
  }
}

export function notText(source: string, at?: number): UsageError {
  const why = at === undefined ? 'it is not UTF-8' : `byte ${at + 1} is zero`;
  return new UsageError(`error parsing ${source}: a manifest is YAML or JSON text, and this is none: ${why}`);
}
