/**
 * The YAML that kubectl itself writes a kubeconfig in: mappings and sequences in blocks, with values of one line. It is read
 * here because loading the library and its first run take an eighth of a `get svc`; whatever is not as plain as that
 * (comments behind values, single quotes, escapes, flow, anchors, tags, numbers, words that YAML 1.1 takes for booleans)
 * is left to the library.
 * @returns undefined where the text is not plain, else what js-yaml answers (test/kube/plain-yaml.test.ts compares them)
 */
export function plainYaml(text: string): Record<string, unknown> | undefined {
  const lines: Line[] = [];
  for (const line of text.split('\n')) {
    const rest = line.replace(/^ +/, '');
    if (rest !== '' && !rest.startsWith('#')) lines.push({ indent: line.length - rest.length, text: rest });
  }
  try {
    const [first] = lines;
    if (first?.indent !== 0) return undefined;
    const found = mapping(lines, 0);
    return lines.length === 0 ? found : undefined;
  } catch (error) {
    if (error === notPlain) return undefined;
    throw error;
  }
}

interface Line {
  indent: number;
  text: string;
}

const notPlain = new Error('not plain');
const entry = /^([A-Za-z][A-Za-z0-9-]*):(?: (.+))?$/;
const plain = /^[A-Za-z/](?:[\w./@+=,:-]*[\w./@+=,-])?$/;
const quotedText = /^"([\x20\x21\x23-\x5b\x5d-\x7e]*)"$/;
/** What YAML 1.1 or 1.2 takes for something else than text. */
const special = /^(?:null|true|false|yes|no|on|off|y|n)$/i;

/** Takes the lines of a mapping off the front. */
function mapping(lines: Line[], indent: number): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (let [line] = lines; line?.indent === indent && !isItem(line); [line] = lines) {
    const [, key, value] = entry.exec(line.text) ?? [];
    if (key === undefined || special.test(key) || Object.hasOwn(found, key)) throw notPlain;
    lines.shift();
    found[key] = value === undefined ? below(lines, indent) : scalar(value);
  }
  return ended(lines, indent, found);
}

/** What stands below a key: a block deeper than it, or a sequence as deep as it. */
function below(lines: Line[], indent: number): unknown {
  const [next] = lines;
  if (next && isItem(next) && next.indent >= indent) return sequence(lines, next.indent);
  return next && next.indent > indent ? mapping(lines, next.indent) : null;
}

function sequence(lines: Line[], indent: number): unknown[] {
  const found: unknown[] = [];
  for (let [line] = lines; line?.indent === indent && isItem(line); [line] = lines) {
    const rest = line.text.slice(2);
    if (entry.test(rest)) {
      lines[0] = { indent: indent + 2, text: rest };
      found.push(mapping(lines, indent + 2));
    } else {
      lines.shift();
      found.push(scalar(rest));
    }
  }
  return ended(lines, indent, found);
}

const isItem = ({ text }: Line) => text.startsWith('- ');

/** A block is over where a line stands further left. One further right belongs to nothing here. */
function ended<T>([line]: readonly Line[], indent: number, found: T): T {
  if (line && line.indent > indent) throw notPlain;
  return found;
}

function scalar(text: string): unknown {
  if (text === 'true') return true;
  if (text === 'false') return false;
  if (text === '{}') return {};
  if (text === '[]') return [];
  if (plain.test(text) && !special.test(text)) return text;
  const [, inner] = quotedText.exec(text) ?? [];
  if (inner === undefined) throw notPlain;
  return inner;
}
