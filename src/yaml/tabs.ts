import { COLLECTION_STYLE, type Event, EVENT_ID, SCALAR_STYLE } from 'js-yaml';

/**
 * The first tab that indents nothing but a comment or the end of a line, where js-yaml minds none and go-yaml does (scannerc.go):
 * everywhere but in brackets, quotes and blocks, and behind a plain text as far in as that may go on.
 */
export function tabThatIndents(text: string, events: readonly Event[]): number | undefined {
  const tabs = [...text.matchAll(/^( *)\t[ \t]*(?:#[^\n]*)?\r?$/gm)].map(
    ({ index, 1: blanks = '' }) => index + blanks.length,
  );
  return tabs.length === 0 ? undefined : tabs.find((tab) => indents(tab, text, events));
}

function indents(tab: number, text: string, events: readonly Event[]): boolean {
  /** The collections that are open, by the column of their first item. */
  const open: { column: number; inBrackets: boolean }[] = [];
  let last: { event: Event; column: number } | undefined;
  let inBrackets = false;
  for (const event of events) {
    const start = startOf(event);
    if (start > tab) break;
    if (event.type === EVENT_ID.POP) {
      // Where brackets close is not told: what stands behind them, up to the next item, counts as within.
      inBrackets ||= open.pop()?.inBrackets === true;
      continue;
    }
    inBrackets = open.some((one) => one.inBrackets);
    if (start >= 0) last = { event, column: open.at(-1)?.column ?? -1 };
    if (event.type === EVENT_ID.SCALAR || event.type === EVENT_ID.ALIAS) continue;
    const isFlow = event.type !== EVENT_ID.DOCUMENT && event.style === COLLECTION_STYLE.FLOW;
    open.push({ column: start < 0 ? -1 : columnAt(text, start), inBrackets: isFlow });
    inBrackets ||= isFlow;
  }
  if (inBrackets || !last) return !inBrackets;
  const { event, column } = last;
  if (event.type !== EVENT_ID.SCALAR) return true;
  if (event.style !== SCALAR_STYLE.PLAIN) return isQuoted(event.style) && tab >= event.valueEnd;
  const isKey = /^[ \t]*:(?:\s|$)/.test(text.slice(event.valueEnd, event.valueEnd + 80));
  return isKey || columnAt(text, tab) <= column;
}

function startOf(event: Event): number {
  if (event.type === EVENT_ID.SCALAR) return event.valueStart;
  if (event.type === EVENT_ID.ALIAS) return event.anchorStart;
  return 'start' in event ? event.start : -1;
}

const isQuoted = (style: number) => style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED;

const columnAt = (text: string, at: number) => at - text.lastIndexOf('\n', at - 1) - 1;
