import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { devices } from '../../support/devices.ts';
import { type PageService, startPageService } from '../../support/page-service.ts';
import { isSent } from './filled-page.ts';

describe('the page, while the user edits texts,', () => {
  const open = devices();
  let service: PageService;

  before(async () => {
    service = await startPageService();
  });

  after(() => service?.stop());

  it('shows both titles if two devices have changed the title of a task, and can keep both as two tasks', async () => {
    const [first, second] = [await open(), await open()];
    first.allow(/ERR_INTERNET_DISCONNECTED|status of 412/);
    await first.page.goto(`${service.url}/app/inbox`);
    await add(first.page, 'Buy milk');
    await isSent(first.page);
    await second.page.goto(`${service.url}/app/inbox`);
    await second.page.getByRole('button', { name: 'Buy milk' }).waitFor();

    await first.context.setOffline(true);
    await retitle(first.page, 'Buy milk', 'Buy oat milk');
    await first.page.getByText(/Offline · 1 change not sent yet/).waitFor();
    await retitle(second.page, 'Buy milk', 'Buy soy milk');
    await isSent(second.page);
    await first.context.setOffline(false);

    const tray = first.page.getByRole('group').filter({ hasText: '1 change needs a decision' });
    await tray.getByText('was changed here and elsewhere').waitFor();
    expect(await tray.getByRole('row', { name: /Title/ }).textContent()).to.match(/Buy oat milk.*Buy soy milk/);
    await tray.getByRole('button', { name: 'Keep both as two tasks' }).click();
    await tray.waitFor({ state: 'detached' });
    for (const title of ['Buy soy milk', 'Buy oat milk']) {
      await second.page.getByRole('button', { name: title }).waitFor();
      await first.page.getByRole('button', { name: title }).waitFor();
    }
  });

  it('says why a title is invalid, and keeps the typed text', async () => {
    const { page } = await open();
    await page.goto(`${service.url}/app/inbox`);
    await page.getByLabel('New task').fill('x'.repeat(256));
    await page.getByLabel('New task').press('Enter');
    await page.getByText('A title has 1 to 255 characters.').waitFor();
    expect(await page.getByLabel('New task').inputValue()).to.have.length(256);
  });

  it('saves a text that is being typed when the page is hidden, because a phone may then end the page', async () => {
    const { page } = await open();
    await page.goto(`${service.url}/app/inbox`);
    await add(page, 'Ask Grace');
    await page.getByRole('button', { name: 'Ask Grace' }).click();
    await page.getByRole('textbox', { name: 'Title' }).fill('Ask Grace Hopper');
    await page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await page.getByRole('button', { name: 'Ask Grace Hopper' }).waitFor();
  });

  it('shows the text that another device has saved below the text that the user is typing', async () => {
    const [first, second] = [await open(), await open()];
    await first.page.goto(`${service.url}/app/inbox`);
    await add(first.page, 'Call Ada');
    await isSent(first.page);
    await first.page.getByRole('button', { name: 'Call Ada' }).click();
    await first.page.getByRole('textbox', { name: 'Description' }).fill('About the wall');
    await second.page.goto(`${service.url}/app/inbox`);
    await second.page.getByRole('button', { name: 'Call Ada' }).click();
    await second.page.getByRole('textbox', { name: 'Description' }).fill('About the roof');
    await second.page.getByRole('textbox', { name: 'Description' }).press('Control+Enter');
    await first.page.getByText('Changed elsewhere meanwhile: About the roof').waitFor();
    expect(await first.page.getByRole('textbox', { name: 'Description' }).inputValue()).to.equal('About the wall');
    await first.page.getByRole('button', { name: 'Take that' }).click();
    expect(await first.page.getByRole('textbox', { name: 'Description' }).inputValue()).to.equal('About the roof');
  });
});

async function add(page: Page, title: string): Promise<void> {
  await page.getByLabel('New task').fill(title);
  await page.getByLabel('New task').press('Enter');
  await page.getByRole('button', { name: title }).waitFor();
}

/** Edits the title of a task in its row. */
async function retitle(page: Page, from: string, to: string): Promise<void> {
  await page.getByRole('button', { name: from }).focus();
  await page.keyboard.press('e');
  await page.locator('.row-input').fill(to);
  await page.keyboard.press('Enter');
}
