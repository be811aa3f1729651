import { type Event, EVENT_ID, getScalarValue, SCALAR_STYLE } from 'js-yaml';
import { lineAt, parsed, YamlError } from './parse.ts';
import { keyText, plainScalar } from './scalar.ts';

/**
 * The first document of a text, in the meaning that kubectl gives it: js-yaml takes the text apart, and go-yaml v2's rules
 * (decode.go) make values of its parts. Of duplicate keys the last wins, a merge that stands later too; unknown tags are
 * ignored; what aliases multiply is counted, so that a few lines cannot fill the memory.
 * @throws YamlError
 */
export function decodeYaml(text: string): unknown {
  return new Decoder(...parsed(text)).document();
}

class Decoder {
  readonly #text: string;
  readonly #events: readonly Event[];
  /** Where each anchor's value stands; a later one of the same name takes its place. */
  readonly #anchors = new Map<string, number>();
  /** The anchors whose values are being read. */
  readonly #open = new Set<number>();
  #next = 0;
  #decoded = 0;
  #fromAliases = 0;
  #aliasDepth = 0;

  constructor(text: string, events: readonly Event[]) {
    this.#text = text;
    this.#events = events;
  }

  document(): unknown {
    this.#next = 1; // the first event opens the document
    return this.#peek() === undefined || this.#peek()?.type === EVENT_ID.POP ? null : this.#value();
  }

  #peek(): Event | undefined {
    return this.#events[this.#next];
  }

  #value(): unknown {
    this.#count();
    const at = this.#next++;
    const event = this.#events[at];
    switch (event?.type) {
      case EVENT_ID.ALIAS:
        return this.#alias(this.#text.slice(event.anchorStart, event.anchorEnd));
      case EVENT_ID.SCALAR:
        this.#anchor(event, at);
        return this.#scalar(event);
      case EVENT_ID.SEQUENCE: {
        this.#anchor(event, at);
        const items: unknown[] = [];
        while (this.#peek()?.type !== EVENT_ID.POP) items.push(this.#value());
        this.#next++;
        return items;
      }
      case EVENT_ID.MAPPING: {
        this.#anchor(event, at);
        const map = new Map<string, unknown>();
        this.#entries(map);
        return Object.fromEntries(map);
      }
      case EVENT_ID.DOCUMENT:
      case EVENT_ID.POP:
      case undefined:
    }
    throw new YamlError('the text ends too early', undefined);
  }

  #anchor({ anchorStart, anchorEnd }: { anchorStart: number; anchorEnd: number }, at: number): void {
    if (anchorStart >= 0) this.#anchors.set(this.#text.slice(anchorStart, anchorEnd), at);
  }

  /** Reads on where the anchor stands, then comes back. */
  #alias(name: string): unknown {
    return this.#aliased(name, () => this.#value());
  }

  #aliased<T>(name: string, read: () => T): T {
    const target = this.#anchors.get(name);
    if (target === undefined) throw new YamlError(`unknown anchor '${name}' referenced`, undefined);
    if (this.#open.has(target)) throw new YamlError(`anchor '${name}' value contains itself`, undefined);
    const back = this.#next;
    this.#open.add(target);
    this.#next = target;
    this.#aliasDepth++;
    const value = read();
    this.#aliasDepth--;
    this.#open.delete(target);
    this.#next = back;
    return value;
  }

  /** The entries of the mapping that has just been opened, up to its end. */
  #entries(map: Map<string, unknown>): void {
    for (let event = this.#peek(); event?.type !== EVENT_ID.POP; event = this.#peek()) {
      if (event?.type === EVENT_ID.SCALAR && isPlain(event) && getScalarValue(this.#text, event) === '<<') {
        this.#next++;
        this.#merge(map);
        continue;
      }
      const key = this.#value();
      if (key === null || typeof key === 'object') {
        throw new YamlError(
          `a key must be text, not ${key === null ? 'null' : 'a list or a map'}`,
          this.#lineOf(event),
        );
      }
      map.set(keyText(key as string | number | boolean), this.#value());
    }
    this.#next++;
  }

  /** `<<:` with a map or a list of maps, of which an earlier one goes before a later. */
  #merge(into: Map<string, unknown>): void {
    const event = this.#peek();
    if (event?.type !== EVENT_ID.SEQUENCE) return this.#mergeOne(into);
    this.#next++;
    const maps: Map<string, unknown>[] = [];
    while (this.#peek()?.type !== EVENT_ID.POP) {
      const map = new Map<string, unknown>();
      this.#mergeOne(map);
      maps.push(map);
    }
    this.#next++;
    for (const map of maps.reverse()) for (const [key, value] of map) into.set(key, value);
  }

  #mergeOne(into: Map<string, unknown>): void {
    this.#count();
    const event = this.#peek();
    this.#next++;
    if (event?.type === EVENT_ID.MAPPING) return this.#entries(into);
    if (event?.type === EVENT_ID.ALIAS) {
      return this.#aliased(this.#text.slice(event.anchorStart, event.anchorEnd), () => this.#mergeOne(into));
    }
    throw new YamlError('a merge (<<) takes a map or a list of maps', this.#lineOf(event));
  }

  #scalar(event: Extract<Event, { type: typeof EVENT_ID.SCALAR }>): unknown {
    const text = getScalarValue(this.#text, event);
    const tag = event.tagStart < 0 ? '' : this.#text.slice(event.tagStart, event.tagEnd);
    if (tag === '' && !isPlain(event)) return text;
    const kind = /^(?:!!|!<tag:yaml\.org,2002:)(\w+)>?$/.exec(tag)?.[1];
    if (kind === 'binary') return bytes(text, this.#lineOf(event));
    if (tag !== '' && !['bool', 'int', 'float', 'null', 'timestamp'].includes(kind ?? '')) return text;
    const value = plainScalar(text);
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw new YamlError(
        `${text} is no number that an object can hold: put it in quotes if it is text`,
        this.#lineOf(event),
      );
    }
    const found =
      value === null ? 'null' : typeof value === 'boolean' ? 'bool' : typeof value === 'number' ? 'number' : 'str';
    const wanted = kind === 'int' || kind === 'float' ? 'number' : kind === 'timestamp' ? 'str' : (kind ?? found);
    if (found !== wanted || (kind === 'int' && !Number.isInteger(value))) {
      throw new YamlError(`cannot decode "${text}" as a !!${kind}`, this.#lineOf(event));
    }
    return value;
  }

  /** go-yaml's rule for how much of a document may come from aliases: 99% of a small one, 10% of a large one. */
  #count(): void {
    this.#decoded++;
    if (this.#aliasDepth > 0) this.#fromAliases++;
    if (this.#fromAliases <= 100 || this.#decoded <= 1000) return;
    const large = Math.min(Math.max((this.#decoded - 400_000) / 3_600_000, 0), 1);
    if (this.#fromAliases / this.#decoded > 0.99 - 0.89 * large) {
      throw new YamlError('document contains excessive aliasing', undefined);
    }
  }

  #lineOf(event: Event | undefined): number | undefined {
    const at = event && ('valueStart' in event ? event.valueStart : 'start' in event ? event.start : undefined);
    return at === undefined || at < 0 ? undefined : lineAt(this.#text, at);
  }
}

function bytes(base64: string, line: number | undefined): string {
  const packed = base64.replaceAll(/\s/g, '');
  if (packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(packed)) {
    throw new YamlError('!!binary value contains invalid base64 data', line);
  }
  return Buffer.from(packed, 'base64').toString();
}

const isPlain = (event: Extract<Event, { type: typeof EVENT_ID.SCALAR }>) =>
  event.style === SCALAR_STYLE.PLAIN && event.tagStart < 0;
