import { fstatSync, writeSync } from 'node:fs';

/** /dev/null of Linux: major 1, minor 3 (Documentation/admin-guide/devices.txt). */
const nullDevice = 0x103;

/**
 * Whether a file descriptor is certainly no terminal and takes or gives text at once: a pipe, a file, /dev/null, the socket that a
 * program may have put in the place of a pipe. Such a one needs no stream, which takes a millisecond to open. Windows has none
 * of them alike.
 */
export function isDirect(descriptor: number, platform: string): boolean {
  if (platform === 'win32') return false;
  try {
    const kind = fstatSync(descriptor);
    return kind.isFIFO() || kind.isFile() || kind.isSocket() || (kind.isCharacterDevice() && kind.rdev === nullDevice);
  } catch {
    return false; // closed: the stream knows what becomes of it
  }
}

/**
 * Writes all of a text.
 * @returns what could not be written without waiting: the other end has made its pipe one that does not wait
 * @throws what node:fs throws (EPIPE, ENOSPC)
 */
export function writeText(descriptor: number, text: string): Uint8Array {
  let rest: Uint8Array = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return rest;
      throw error;
    }
  }
  return rest;
}
