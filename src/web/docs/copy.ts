import { element } from './element.ts';

/** How long a button shows "Copied" after a click, in milliseconds. */
const SHOWN = 1_500;

/** Adds a button to each example command that copies the command. */
export function addCopyButtons(): void {
  for (const block of document.querySelectorAll<HTMLElement>('.command')) {
    const code = block.querySelector('code');
    if (code === null) continue;
    const button = element('button', { className: 'copy', type: 'button' }, 'Copy');
    button.addEventListener('click', async () => {
      const isCopied = await copy(code);
      button.textContent = isCopied ? 'Copied' : 'Press Ctrl+C';
      setTimeout(() => {
        button.textContent = 'Copy';
      }, SHOWN);
    });
    block.append(button);
  }
}

/**
 * Copies the text of an element to the clipboard. If the browser forbids that, as on a page without https, selects the
 * text instead.
 */
async function copy(code: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(code.textContent);
    return true;
  } catch {
    getSelection()?.selectAllChildren(code);
    return false;
  }
}
