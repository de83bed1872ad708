import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { devices } from '../../support/devices.ts';
import { type PageService, startPageService } from '../../support/page-service.ts';

const PHONE = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true };

describe('the page on a phone that is 320 pixels wide', () => {
  const open = devices();
  let service: PageService;

  before(async () => {
    service = await startPageService();
  });

  after(() => service?.stop());

  it('can be used by touch to add, complete, open, edit and select tasks, to undo, and to change the view', async () => {
    const { page } = await open(PHONE);
    await page.goto(`${service.url}/app/inbox`);
    for (const title of ['Buy milk', 'Call Ada', 'Water the plants']) await add(page, title);
    await isShown(page, 'Water the plants', 'Call Ada', 'Buy milk');

    await page.getByRole('checkbox', { name: 'Complete “Call Ada”' }).tap();
    await isShown(page, 'Water the plants', 'Buy milk');
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).tap();
    await isShown(page, 'Water the plants', 'Call Ada', 'Buy milk');

    await page.getByRole('button', { name: 'Buy milk' }).tap();
    const task = page.getByRole('complementary', { name: 'Task' });
    await task.getByLabel('Description').fill('Two bottles');
    await task.getByLabel('Priority').selectOption('high');
    await task.getByLabel('Title').fill('Buy oat milk');
    await page.goBack();
    await task.waitFor({ state: 'detached' });
    await isShown(page, 'Water the plants', 'Call Ada', 'Buy oat milk');
    expect(await page.locator('.row', { hasText: 'oat' }).locator('.meta').textContent()).to.include('High');

    await page.getByRole('button', { name: 'Select tasks' }).tap();
    await page.getByRole('button', { name: 'Call Ada' }).tap();
    await page.getByRole('button', { name: 'Water the plants' }).tap();
    await page.getByRole('region', { name: 'Selected tasks' }).getByRole('button', { name: 'Set the due date' }).tap();
    await page.getByRole('option', { name: 'Tomorrow' }).tap();

    await page.getByRole('link', { name: 'Upcoming' }).tap();
    await isShown(page, 'Water the plants', 'Call Ada');
    await page.getByRole('button', { name: 'More' }).tap();
    await page.getByRole('dialog').getByRole('link', { name: 'As it was on' }).tap();
    await page.getByText('You are looking at the past').waitFor();
  });

  it('gives each control a touch target of at least 44 by 44 pixels', async () => {
    const { page } = await open(PHONE);
    await page.goto(`${service.url}/app/inbox`);
    await add(page, 'A task');
    await page.getByRole('button', { name: 'A task' }).waitFor();
    const small = await page.evaluate(() =>
      [...document.querySelectorAll('button, a, label.check')]
        .map((each) => ({ box: each.getBoundingClientRect(), name: each.className }))
        .filter(({ box }) => box.width > 0 && (box.width < 44 || box.height < 44))
        .map(({ box, name }) => `${name} ${box.width} × ${box.height}`),
    );
    expect(small).to.deep.equal([]);
  });
});

async function add(page: Page, title: string): Promise<void> {
  await page.getByLabel('New task').fill(title);
  await page.getByRole('button', { name: 'Add', exact: true }).tap();
  await page.waitForFunction(() => document.querySelector<HTMLInputElement>('#quick-add')?.value === '');
}

/** Resolves when the list of tasks shows exactly these titles. */
async function isShown(page: Page, ...titles: readonly string[]): Promise<void> {
  await page.waitForFunction(
    (wanted) => [...document.querySelectorAll('.row .row-title')].map((each) => each.textContent).join('\n') === wanted,
    titles.join('\n'),
  );
}
