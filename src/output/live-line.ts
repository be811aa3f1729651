import { visible } from './visible.ts';
import { clipped } from './wrap.ts';

/**
 * A line of a terminal that the next one is written over; '' takes it away. A `^C` that the terminal itself shows must not
 * break the line, as only its last row would be taken away then: three columns stay free.
 */
export const liveLine = (text: string, columns: number): string =>
  `\r\u001B[K${text === '' ? '' : clipped(`… ${visible(text)}`, Math.max(20, columns - 3))}`;
