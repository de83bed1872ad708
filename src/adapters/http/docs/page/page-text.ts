/** Renders text as HTML: code in backquotes, and bold text in double asterisks, as in Markdown. */
export function prose(text: string): string {
  return text
    .split(/`([^`]+)`/)
    .map((part, i) => (i % 2 === 1 ? code(part) : escaped(part).replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')))
    .join('');
}

export function paragraph(text: string): string {
  return text === '' ? '' : `<p>${prose(text)}</p>`;
}

export function code(text: string): string {
  return `<code>${breakable(text)}</code>`;
}

/** Renders an error code as a link to its help. */
export function codeLink(name: string): string {
  return `<a href="#${name}">${code(name)}</a>`;
}

/** Renders terms and their meanings, both given as HTML, as a `<dl>`. */
export function termList(rows: readonly (readonly [term: string, meaning: string])[], name = 'terms'): string {
  const items = rows.map(([term, meaning]) => `<div><dt>${term}</dt><dd>${meaning}</dd></div>`);
  return rows.length === 0 ? '' : `<dl class="${name}">${items.join('\n')}</dl>`;
}

/** Renders a `<details>` element. A URL with the fragment `#id` opens it, as the `<article>` inside has that id. */
export function folded(name: string, id: string, summary: string, content: string): string {
  return `<details class="${name}"><summary>${summary}</summary>
<article id="${id}">
${content}
</article></details>`;
}

/** Renders a name or path with `<wbr>` between its words, so that narrow screens break lines only there. */
export function breakable(text: string): string {
  return text
    .split(/(?<=.[_/&?[])(?=[^_/&?[])/)
    .map(escaped)
    .join('<wbr>');
}

export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
