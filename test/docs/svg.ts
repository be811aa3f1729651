import anser from 'anser';

/** Colours of one theme; the names are those of ANSI's eight, as anser gives them. */
interface Theme {
  background: string;
  text: string;
  dim: string;
  colours: Readonly<Record<string, string>>;
}

/** Contrast of each against its background is at least 4.5 (WCAG 2, AA). */
export const themes = {
  light: {
    background: '#ffffff',
    text: '#1f2328',
    dim: '#656d76',
    colours: {
      red: '#b42318',
      green: '#11662b',
      yellow: '#7d5800',
      blue: '#0550ae',
      magenta: '#7b2cbf',
      cyan: '#1b6a75',
    },
  },
  dark: {
    background: '#0d1117',
    text: '#e6edf3',
    dim: '#8b949e',
    colours: {
      red: '#ff8b80',
      green: '#56d364',
      yellow: '#e3b341',
      blue: '#79c0ff',
      magenta: '#d2a8ff',
      cyan: '#76e3ea',
    },
  },
} satisfies Record<string, Theme>;

const cell = { width: 8.4, height: 19, padding: 16 };

/** A terminal's text with its ANSI colours, as a picture that needs no fonts but the reader's own monospace. */
export function svgOf(ansi: string, title: string, theme: Theme): string {
  const lines = ansi.replace(/\n+$/, '').split('\n');
  const widest = Math.max(...lines.map((line) => [...anser.ansiToText(line)].length));
  const width = Math.ceil(widest * cell.width + 2 * cell.padding);
  const height = lines.length * cell.height + 2 * cell.padding;
  const rows = lines.map((line, row) => {
    const y = cell.padding + (row + 0.75) * cell.height;
    return `<text x="${cell.padding}" y="${y}">${spans(line, theme)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escaped(title)}</title>
<rect width="100%" height="100%" rx="8" fill="${theme.background}"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="${theme.text}" xml:space="preserve">
${rows.join('\n')}
</g>
</svg>
`;
}

function spans(line: string, theme: Theme): string {
  return anser
    .ansiToJson(line, { use_classes: true, remove_empty: true })
    .map(({ content, fg, decorations }) => {
      const colour = decorations.includes('dim') ? theme.dim : theme.colours[fg?.replace(/^ansi-(bright-)?/, '') ?? ''];
      const style = `${colour ? ` fill="${colour}"` : ''}${decorations.includes('bold') ? ' font-weight="bold"' : ''}`;
      return style === '' ? escaped(content) : `<tspan${style}>${escaped(content)}</tspan>`;
    })
    .join('');
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** What a picture says, line by line. */
export function textOf(svg: string): string {
  return [...svg.matchAll(/<text[^>]*>(.*)<\/text>/g)]
    .map(([, row = '']) => row.replaceAll(/<[^>]*>/g, ''))
    .join('\n')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
