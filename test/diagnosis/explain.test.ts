import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { offline } from '../support/cli.ts';
import { explanation, pages } from '../../src/diagnosis/explain/explain.ts';

const sources = ['diagnosis', 'probe'].flatMap((room) => {
  const folder = new URL(`../../src/${room}/`, import.meta.url);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('explain/'))
    .map((file) => readFileSync(new URL(file, folder), 'utf8'));
});

describe('--explain', () => {
  test('every id that the sources give has a page', () => {
    const ids = new Set(
      sources.flatMap((text) => [...text.matchAll(/(?:id: |\()'([A-Z]\d\d)'/g)].map(([, id = '']) => id)),
    );
    expect(ids.size).toBeGreaterThan(25);
    expect([...ids].filter((id) => !(id in pages))).toEqual([]);
  });

  test.each(Object.entries(pages))('%s says what, how and what to do, without a link', (id, page) => {
    const { title, meaning, detection, mending, commands } = page;
    for (const text of [title, meaning, detection, mending]) expect(text.trim()).toBe(text);
    expect([meaning, detection, mending].every((text) => /[.?)]$/.test(text) && text.length > 20)).toBe(true);
    expect(commands.length).toBeGreaterThan(0);
    expect(explanation(id)).not.toMatch(/https?:\/\/(?!ADDRESS)/);
    const prose = (explanation(id) ?? '').split('Commands')[0] ?? '';
    expect(prose.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('an id in small letters, and one that does not exist', () => {
    expect(explanation('s01')).toBe(explanation('S01'));
    expect(explanation('Z99')).toBeUndefined();
    expect(explanation('constructor')).toBeUndefined();
  });

  test('asks no cluster', async () => {
    expect(await offline(['probe', '--explain', 's01'])).toEqual({ code: 0, stdout: explanation('S01'), stderr: '' });
    const { code, stdout, stderr } = await offline(['probe', '--explain', 'S99']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^error: there is no finding "S99"; there are S01, S02, .*, R09\n/);
  });
});
