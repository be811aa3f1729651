import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { cruise, type ICruiseOptions, type ICruiseResult, type IFlattenedRuleSet } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const config = createRequire(import.meta.url)('../.dependency-cruiser.cjs') as {
  forbidden: NonNullable<IFlattenedRuleSet['forbidden']>;
  options: ICruiseOptions;
};

async function violations(base: string): Promise<ICruiseResult['summary']> {
  const { output } = await cruise(
    ['src'],
    { ...config.options, baseDir: base, ruleSet: { forbidden: config.forbidden }, validate: true },
    undefined,
    { tsConfig: extractTSConfig(`${root}/tsconfig.json`) },
  );
  return (output as ICruiseResult).summary;
}

describe('imports go down only', { timeout: 30_000 }, () => {
  test('in this house', async () => {
    const summary = await violations(root);
    expect(summary.violations.map(({ from, to, rule }) => `${rule.name}: ${from} -> ${to}`)).toEqual([]);
    expect(summary.totalCruised).toBeGreaterThan(40); // a tool that sees no modules finds no violations
  });

  /** test/planted holds one file for every rule, each of which breaks just that rule. */
  test('and every rule catches what it is for', async () => {
    const caught = new Set((await violations(`${root}/test/planted`)).violations.map(({ rule }) => rule.name));
    expect(config.forbidden.map(({ name = '' }) => name).filter((name) => !caught.has(name))).toEqual([]);
  });
});

test('process and console are named in main.ts only', () => {
  const { rules } = JSON.parse(readFileSync(`${root}/.oxlintrc.json`, 'utf8')) as { rules: Record<string, unknown> };
  expect(rules).toMatchObject({ 'no-console': 'error', 'no-restricted-globals': ['error', 'process'] });
});
