import type { CommandSettings } from '../examples/curl.ts';
import type { Guide } from '../guides/guide.ts';
import { exampleBlock } from './example-block.ts';
import { escaped, folded, paragraph } from './page-text.ts';

/** Renders a guide as HTML. */
export function guideSection({ id, title, about, parts }: Guide, settings: CommandSettings): string {
  const content = parts.map((part) => {
    if (typeof part === 'string') return paragraph(part);
    return 'html' in part ? part.html : exampleBlock(part, settings);
  });
  return folded(
    'guide',
    id,
    `<h3>${escaped(title)}</h3><span class="about">${escaped(about)}</span>`,
    content.join('\n'),
  );
}
