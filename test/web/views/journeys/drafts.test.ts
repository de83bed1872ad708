import { expect } from 'chai';
import type { Locator, Page } from 'playwright-core';
import { type Device, devices } from '../../support/devices.ts';
import { type PageService, startPageService } from '../../support/page-service.ts';
import { isSent } from './filled-page.ts';

describe('a text that the user is editing on the page', () => {
  const open = devices();
  let service: PageService;
  let device: Device;
  let page: Page;
  let tray: Locator;

  before(async () => {
    service = await startPageService();
  });

  after(() => service?.stop());

  beforeEach(async function () {
    if (this.currentTest?.isPending()) return;
    device = await open();
    page = device.page;
    tray = page.getByRole('group').filter({ hasText: '1 change needs a decision' });
  });

  /** Adds a task on the page, and returns the URL of the task in the API. */
  async function add(title: string): Promise<string> {
    await page.goto(`${service.url}/app/inbox`);
    await page.getByLabel('New task').fill(title);
    await page.getByLabel('New task').press('Enter');
    await isSent(page);
    const id = await page.locator('[data-id]', { hasText: title }).getAttribute('data-id');
    return `${service.url}/api/me/tasks/${id}`;
  }

  async function editInRow(title: string): Promise<Locator> {
    await page.getByRole('button', { name: title, exact: true }).focus();
    await page.keyboard.press('e');
    return page.locator('.row-input');
  }

  const titleOf = async (url: string) => ((await (await page.request.get(url)).json()) as { title: string }).title;

  it('does not overwrite a title that another device has changed, if the user has typed nothing', async () => {
    const url = await add('Sow');
    const input = await editInRow('Sow');
    await page.request.patch(url, { data: { title: 'Sow beans' } });
    await page.waitForFunction(() => document.querySelector<HTMLInputElement>('.row-input')?.value === 'Sow beans');
    await input.press('Enter');
    await page.getByLabel('New task').fill('After it');
    await page.getByLabel('New task').press('Enter');
    await isSent(page);
    expect(await titleOf(url)).to.equal('Sow beans');
  });

  it('causes a conflict, shown with both titles, if another device has changed the title since the user began to type', async () => {
    device.allow(/status of 412/);
    const url = await add('Reap');
    const input = await editInRow('Reap');
    await input.pressSequentially('!');
    await page.request.patch(url, { data: { title: 'Reap wheat' } });
    await page.getByRole('checkbox', { name: 'Complete “Reap wheat”' }).waitFor();
    await input.press('Enter');
    await tray.waitFor();
    expect(await tray.getByRole('row', { name: /Title/ }).textContent()).to.match(/Reap!.*Reap wheat/);
    expect(await titleOf(url)).to.equal('Reap wheat');
  });

  it('is kept until the user decides what to do with it, if another device has deleted the task', async () => {
    device.allow(/status of 404/);
    const url = await add('Thresh');
    await page.getByRole('button', { name: 'Thresh', exact: true }).click();
    await page.getByRole('textbox', { name: 'Description' }).fill('A long story');
    await page.request.delete(url);
    await tray.getByText('“Thresh” was deleted elsewhere while you changed it.').waitFor();
    await tray.getByText('A long story').waitFor();
  });

  it('is kept if it is too long for a description, and shown again when the user returns from another task', async () => {
    await add('Mill');
    await add('Bake');
    await page.getByRole('button', { name: 'Mill', exact: true }).click();
    const note = page.getByRole('textbox', { name: 'Description' });
    await note.fill('x'.repeat(2001));
    await page.getByRole('button', { name: 'Bake', exact: true }).click();
    await page.getByRole('textbox', { name: 'Title' }).and(page.locator('.detail *')).waitFor();
    expect(await note.inputValue()).to.equal('');
    await page.getByRole('button', { name: 'Mill', exact: true }).click();
    await page.getByText('A description has at most 2,000 characters.').waitFor();
    expect(await note.inputValue()).to.have.length(2001);
  });

  it('is kept if it is too long for a title, and shown again after going back and forward in the browser', async () => {
    await add('Cook');
    await page.goto(`${service.url}/app/inbox`);
    await page.getByRole('link', { name: 'Done' }).click();
    await page.getByRole('link', { name: 'Inbox' }).click();
    const input = await editInRow('Cook');
    await input.fill('x'.repeat(256));
    await page.goBack();
    await page.goForward();
    await page.getByText('A title has 1 to 255 characters.').waitFor();
    expect(await page.locator('.row-input').inputValue()).to.have.length(256);
  });

  it('is not reset when another device changes another task, if the text is the name of a list', async () => {
    const url = await add('Grow');
    const other = await add('Plough');
    await page.getByRole('button', { name: 'Grow', exact: true }).click();
    await page.getByRole('combobox', { name: 'List' }).pressSequentially('Gard');
    await page.request.patch(other, { data: { title: 'Plough on' } });
    await page.getByRole('button', { name: 'Plough on' }).waitFor();
    await page.keyboard.type('en');
    await page.keyboard.press('Enter');
    await isSent(page);
    expect(await (await page.request.get(url)).json()).to.include({ list: 'Garden' });
  });

  it('leaves the time of day of a due date unchanged, if the user types only a part of the date', async () => {
    const url = await add('Harvest');
    await page.request.patch(url, { data: { due: '2027-03-03T09:30' } });
    await page.getByRole('button', { name: /^Harvest./ }).click();
    const date = page.getByLabel('Due: Date');
    await date.focus();
    await page.keyboard.press('Backspace');
    await page.keyboard.type('02');
    await page.getByLabel('New task').fill('After the date');
    await page.getByLabel('New task').press('Enter');
    await isSent(page);
    const { due } = (await (await page.request.get(url)).json()) as { due: string };
    // The test has typed into the first part of the date input: the month or the day, depending on the browser's
    // locale.
    expect(due).to.match(/^2027-(?:02-03|03-02)T09:30$/);
  });
});
