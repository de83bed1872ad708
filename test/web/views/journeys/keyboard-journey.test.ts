import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { devices } from '../../support/devices.ts';
import { type PageService, startPageService } from '../../support/page-service.ts';

describe('the page, used with the keyboard alone', () => {
  const open = devices();
  let service: PageService;

  before(async () => {
    service = await startPageService();
  });

  after(() => service?.stop());

  it('can add, edit, complete, delete and find tasks, set a due date and a list, and undo a completion', async () => {
    const { page } = await open({ viewport: { width: 1280, height: 800 } });
    const { keyboard } = page;
    await page.goto(`${service.url}/app/`);
    await page.locator('h1', { hasText: 'Inbox' }).waitFor();

    await add(page, 'Buy milk');
    await add(page, 'Call Ada !high @phone');
    await add(page, 'Read the log #Work');
    await waitForTitles(page, ['Call Ada', 'Buy milk']);

    await keyboard.press('Escape');
    await keyboard.press('j');
    await keyboard.press('e');
    await keyboard.type(' Lovelace');
    await keyboard.press('Enter');
    await waitForTitles(page, ['Call Ada Lovelace', 'Buy milk']);
    expect(await focused(page)).to.include('Call Ada Lovelace');

    await keyboard.press('t');
    await keyboard.press('g');
    await keyboard.press('t');
    await waitForTitles(page, ['Call Ada Lovelace']);

    await keyboard.press('g');
    await keyboard.press('i');
    await waitForTitles(page, ['Call Ada Lovelace', 'Buy milk']);
    await keyboard.press('j');
    await keyboard.press('x');
    await waitForTitles(page, ['Buy milk']);
    expect(await focused(page)).to.include('Buy milk');
    await keyboard.press('Control+z');
    await waitForTitles(page, ['Call Ada Lovelace', 'Buy milk']);

    await keyboard.press('V');
    await keyboard.press('l');
    await keyboard.type('Home');
    await keyboard.press('Enter');
    await waitForTitles(page, []);
    await keyboard.press('Control+k');
    await keyboard.type('home');
    await keyboard.press('Enter');
    await page.locator('h1', { hasText: 'Home' }).waitFor();
    await waitForTitles(page, ['Call Ada Lovelace', 'Buy milk']);

    await keyboard.press('j');
    await keyboard.press('Enter');
    await page.getByRole('complementary', { name: 'Task' }).waitFor();
    await keyboard.press('Escape');
    await page.getByRole('complementary', { name: 'Task' }).waitFor({ state: 'detached' });
    await keyboard.press('#');
    await waitForTitles(page, ['Buy milk']);

    await keyboard.press('/');
    await keyboard.type('milk');
    await waitForTitles(page, ['Buy milk']);
    await keyboard.press('ArrowDown');
    expect(await focused(page)).to.include('Buy milk');
  });

  it('runs no action when its key is typed into an input, and closes a dialog when Escape is pressed', async () => {
    const { page } = await open();
    await page.goto(`${service.url}/app/inbox`);
    await page.locator('#quick-add').waitFor();
    await page.keyboard.press('q');
    await page.keyboard.type('x ? j g t');
    expect(await page.locator('#quick-add').inputValue()).to.equal('x ? j g t');
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('turns a date back into text when Backspace is pressed, and keeps the typed text of a new task on a reload', async () => {
    const { page } = await open();
    await page.goto(`${service.url}/app/inbox`);
    await page.locator('#quick-add').waitFor();
    await page.keyboard.press('q');
    await page.keyboard.type('Read Monday tomorrow');
    await page.locator('.chip').first().waitFor();
    await page.keyboard.press('Backspace');
    await page.locator('.chip').waitFor({ state: 'detached' });
    await page.reload();
    await page.locator('#quick-add').waitFor();
    expect(await page.locator('#quick-add').inputValue()).to.equal('Read Monday tomorrow');
  });
});

async function add(page: Page, text: string): Promise<void> {
  if ((await page.locator('#quick-add:focus').count()) === 0) await page.keyboard.press('q');
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector<HTMLInputElement>('#quick-add')?.value === '');
}

async function titles(page: Page): Promise<readonly string[]> {
  return page.locator('.row .row-title').allTextContents();
}

async function waitForTitles(page: Page, expected: readonly string[]): Promise<void> {
  await page
    .waitForFunction(
      (wanted) =>
        [...document.querySelectorAll('.row .row-title')].map((each) => each.textContent).join('\n') === wanted,
      expected.join('\n'),
      { timeout: 5000 },
    )
    .catch(async () => expect(await titles(page)).to.deep.equal(expected));
}

/** Returns the text of the task's row that has the focus; empty if no row has it. */
async function focused(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.closest('.row-body')?.textContent ?? '');
}
