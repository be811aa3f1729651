import { type Event, parseEvents, YAMLException } from 'js-yaml';
import { tabThatIndents } from './tabs.ts';

/** What is wrong with a text, and in which of its lines (from 1) where that is known. */
export class YamlError extends Error {
  readonly line: number | undefined;

  constructor(message: string, line: number | undefined) {
    super(message);
    this.line = line;
  }
}

/** Deeper than any manifest, and no danger to the stack. */
export const maxDepth = 500;

/**
 * What js-yaml makes of a text, where kubectl's reader takes it too, and the text itself, in which some lines may be indented anew.
 * @throws YamlError
 */
export function parsed(text: string): [string, Event[]] {
  const control = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/.exec(text);
  if (control) {
    const reason = 'control characters are not allowed: write them as escapes in double quotes';
    throw new YamlError(reason, lineAt(text, control.index));
  }
  const [read, events] = taken(text, 200);
  const tab = tabThatIndents(read, events);
  if (tab !== undefined) throw new YamlError('a tab cannot indent YAML', lineAt(read, tab));
  return [read, events];
}

function taken(text: string, more: number): [string, Event[]] {
  try {
    return [text, parseEvents(text, { maxDepth })];
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const tooLittle = error.reason === 'deficient indentation' && more > 0 ? error.mark : undefined;
    const indented = tooLittle && indentedAt(text, tooLittle.position);
    if (indented !== undefined) return taken(indented, more - 1);
    const reason = error.reason.startsWith('nesting exceeded') ? `nested more than ${maxDepth} deep` : error.reason;
    throw new YamlError(reason, error.mark ? error.mark.line + 1 : undefined);
  }
}

/**
 * Within brackets and quotes kubectl's reader minds neither indentation nor tabs, js-yaml both: the text with the line at
 * `position`, and those below it that begin with tabs too, indented far enough; or with blanks for the tabs before it.
 */
function indentedAt(text: string, position: number): string | undefined {
  const start = text.lastIndexOf('\n', position - 1) + 1;
  const line = text.slice(start, position);
  if (/^[ \t]*$/.test(line)) {
    const [lines = ''] = /^[ \t]*[^\n]*(\n *\t[^\n]*)*/.exec(text.slice(start)) ?? [];
    const deep = lines.replaceAll(/^[ \t]*/gm, ' '.repeat(maxDepth));
    return deep === lines ? undefined : text.slice(0, start) + deep + text.slice(start + lines.length);
  }
  const plain = line.replaceAll(/"(?:[^"\\]|\\.)*"|'[^']*'|(?<=[:,[{]\s*)\t/g, (part) => (part === '\t' ? ' ' : part));
  return plain === line ? undefined : text.slice(0, start) + plain + text.slice(position);
}

export const lineAt = (text: string, at: number) => text.slice(0, at).split('\n').length;
