import { answers } from './answers.ts';
import { balancers } from './balancers.ts';
import { endpoints } from './endpoints.ts';
import type { Page } from './page.ts';
import { paths } from './paths.ts';
import { policies } from './policies.ts';
import { runs } from './runs.ts';
import { services } from './services.ts';

/** A page for every finding that can be given, by its id. Loaded by `--explain` alone. */
export const pages: Readonly<Record<string, Page>> = {
  ...services,
  ...endpoints,
  ...policies,
  ...paths,
  ...balancers,
  ...answers,
  ...runs,
};

/** The page of a finding as text, at most `width` columns wide but for commands; undefined for an id that does not exist. */
export function explanation(id: string, width = 80): string | undefined {
  const known = id.toUpperCase();
  const page = Object.hasOwn(pages, known) ? pages[known] : undefined;
  if (!page) return undefined;
  const part = (title: string, text: string) =>
    `${title}\n${wrapped(text, width - 2)
      .map((line) => `  ${line}\n`)
      .join('')}`;
  return [
    `${known}  ${page.title}\n`,
    part('What it means', page.meaning),
    part('How it is found', page.detection),
    part('How to mend it', page.mending),
    `Commands\n${page.commands.map((command) => `  ${command}\n`).join('')}`,
  ].join('\n');
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}
