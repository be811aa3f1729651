import { expect, test } from 'vitest';
import { svgOf, textOf, themes } from './svg.ts';

test('colours become fills, and the text stays what it was', () => {
  const svg = svgOf('\u001B[31m×\u001B[39m a < b & c\nplain\n', 'a title', themes.dark);
  expect(svg).toContain(`<tspan fill="${themes.dark.colours.red}">×</tspan> a &lt; b &amp; c</text>`);
  expect(svg).toContain('<title>a title</title>');
  expect(textOf(svg)).toBe('× a < b & c\nplain');
});

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const colours = Object.entries(themes).flatMap(([name, { background, text, dim, colours: eight }]) =>
  [text, dim, ...Object.values(eight)].map((colour) => [name, colour, background] as const),
);

test.each(colours)('%s: %s can be read on %s', (_, colour, background) => {
  expect(contrast(colour, background)).toBeGreaterThan(4.5);
});
