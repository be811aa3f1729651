import { closeSync, openSync, readFileSync } from 'node:fs';

/** Files that a configuration names, and what is wrong with them in the words of Go's os, which are kubectl's. */

const words: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EISDIR: 'is a directory',
  ENOTDIR: 'not a directory',
  ELOOP: 'too many levels of symbolic links',
  ENAMETOOLONG: 'file name too long',
};

/** `open FILE: permission denied`, `read FILE: is a directory`. */
export function fileFault(error: unknown, file: string): string {
  const { code = '', syscall = 'open', message } = error as NodeJS.ErrnoException;
  return `${syscall} ${file}: ${words[code] ?? message}`;
}

/** The bytes of a file, at once: there is nothing to do meanwhile, and it is faster. */
export const bytesOf = (file: string): Buffer => readFileSync(file);

/** Why a file cannot be opened; undefined where it can. */
export function cannotOpen(file: string): string | undefined {
  try {
    closeSync(openSync(file, 'r'));
    return undefined;
  } catch (error) {
    return fileFault(error, file);
  }
}
