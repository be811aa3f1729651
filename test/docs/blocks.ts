/**
 * The command lines of a Markdown document. A block of the language `console` holds lines that begin with `$ `, each with
 * the output that follows it; a block of `sh` holds lines to run, without their output. Any other block is left alone.
 */
export interface Step {
  command: string;
  /** As it stands in the document; undefined in a block that shows no output. */
  output: string | undefined;
  /** What a command that does not end with 0 ends with; written `# exit code N` under its output. */
  code: number;
}

interface Block {
  /** Of the first line behind the opening fence, from 0. */
  from: number;
  /** Of the closing fence. */
  to: number;
  steps: Step[];
}

const exitCode = /^# exit code (\d+)$/;

export function blocksOf(markdown: string): Block[] {
  const lines = markdown.split('\n');
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; at++) {
    const [, language] = /^```(console|sh)$/.exec(lines[at] ?? '') ?? [];
    if (language === undefined) continue;
    const from = at + 1;
    const to = lines.indexOf('```', from);
    if (to === -1) throw new Error(`line ${at + 1}: the block has no end`);
    const body = lines.slice(from, to);
    blocks.push({ from, to, steps: language === 'sh' ? plainSteps(body) : shownSteps(body) });
    at = to;
  }
  return blocks;
}

/** One command a line; what stands behind two blanks and a # is talk. */
function plainSteps(body: readonly string[]): Step[] {
  return body
    .map((line) => line.replace(/(^|\s{2,})#.*$/, '').trim())
    .filter((line) => line !== '')
    .map((command) => ({ command, output: undefined, code: 0 }));
}

function shownSteps(body: readonly string[]): Step[] {
  const steps: Step[] = [];
  for (const line of body) {
    const last = steps.at(-1);
    const [, code] = exitCode.exec(line) ?? [];
    if (line.startsWith('$ ')) steps.push({ command: line.slice(2), output: '', code: 0 });
    else if (!last) throw new Error(`a console block begins with "${line}", not with a command`);
    else if (code !== undefined) last.code = Number(code);
    else if (last.command.endsWith('\\')) last.command = `${last.command}\n${line}`;
    else last.output = `${last.output ?? ''}${line}\n`;
  }
  return steps.map((step) => ({ ...step, output: withoutBlankEnd(step.output ?? '') }));
}

/** The document with these steps in place of those of the block. */
export function rewritten(markdown: string, blocks: readonly { from: number; to: number; steps: readonly Step[] }[]) {
  const lines = markdown.split('\n');
  for (const { from, to, steps } of [...blocks].reverse()) {
    if (steps.some(({ output }) => output === undefined)) continue;
    const body = steps.map(({ command, output = '', code }) =>
      [
        `$ ${command}`,
        ...withEnd(output).split('\n').slice(0, -1),
        ...(code === 0 ? [] : [`# exit code ${code}`]),
      ].join('\n'),
    );
    lines.splice(from, to - from, ...body.join('\n\n').split('\n'));
  }
  return lines.join('\n');
}

/** A line of its own for what prints no newline. */
const withEnd = (text: string) => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

const withoutBlankEnd = (text: string) => text.replace(/\n+$/, '\n').replace(/^\n+$/, '');
