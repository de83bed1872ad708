// Functions that make SVG elements. The colours follow the light or dark mode of the page that shows the picture.

const STYLE = `
    .page { fill: #ffffff } .ink { fill: #1f2933 } .soft { fill: #52606d } .grid { stroke: #d9dfe5; fill: none }
    .a { fill: #1f6fb2; stroke: #1f6fb2 } .b { fill: #93a1af; stroke: #93a1af }
    .c { fill: #2f8a5b; stroke: #2f8a5b } .d { fill: #c2762b; stroke: #c2762b } .e { fill: #7d5bb5; stroke: #7d5bb5 }
    :is(rect, circle).bar { stroke: none } .rest { opacity: 0.45 } path.line { fill: none; stroke-width: 2; stroke-linejoin: round }
    .dashed { stroke-dasharray: 5 4 } text.name { stroke: none }
    @media (prefers-color-scheme: dark) {
      .page { fill: #0d1117 } .ink { fill: #e4e7eb } .soft { fill: #9aa5b1 } .grid { stroke: #2b333d }
      .a { fill: #62a8e5; stroke: #62a8e5 } .b { fill: #768390; stroke: #768390 }
      .c { fill: #5bbd8a; stroke: #5bbd8a } .d { fill: #e0a05c; stroke: #e0a05c } .e { fill: #b59ae6; stroke: #b59ae6 }
    }
  `;

export interface TextOptions {
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly size?: number;
  readonly bold?: boolean;
}

/** Returns a complete SVG document with a `title` for screen readers. */
export function picture(width: number, height: number, title: string, parts: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif">
  <title>${escaped(title)}</title>
  <style>${STYLE}</style>
  <rect class="page" width="${width}" height="${height}"/>
${parts.map((part) => `  ${part}\n`).join('')}</svg>
`;
}

export function text(kind: string, x: number, y: number, words: string, options: TextOptions = {}): string {
  const { anchor = 'start', size = 13, bold = false } = options;
  const weight = bold ? ' font-weight="600"' : '';
  const position = `x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" font-size="${size}"`;
  return `<text class="${kind}" ${position}${weight}>${escaped(words)}</text>`;
}

export function bar(kind: string, x: number, y: number, width: number, height: number): string {
  const position = `x="${round(x)}" y="${round(y)}" width="${round(Math.max(width, 0))}" height="${height}"`;
  return `<rect class="bar ${kind}" ${position}/>`;
}

export function line(kind: string, points: readonly (readonly [number, number])[]): string {
  return `<path class="${kind}" d="M${points.map(([x, y]) => `${round(x)} ${round(y)}`).join(' L')}"/>`;
}

export function dot(kind: string, x: number, y: number): string {
  return `<circle class="bar ${kind}" cx="${round(x)}" cy="${round(y)}" r="2.5"/>`;
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
