import type { Page } from 'playwright-core';

/** Quick-add lines that create tasks with different fields: dates, lists, tags and priorities. */
const LINES = [
  'Renew the passport today !high @errand',
  'Pay the bill 2026-01-05',
  'Prepare the review of all three teams, and ask for the room on the second floor tomorrow 09:30 !medium @figures #Work',
  'Water the plants #Home',
  'An idea without anything',
];

/** Opens the page of a service, adds tasks with different fields, and completes one of them. */
export async function fill(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/app/inbox`);
  const input = page.locator('#quick-add');
  for (const line of LINES) {
    await input.fill(line);
    await input.press('Enter');
    await page.waitForFunction(() => document.querySelector<HTMLInputElement>('#quick-add')?.value === '');
  }
  await page.getByRole('checkbox', { name: 'Complete “An idea without anything”' }).click();
  await isSent(page);
}

/** Resolves when the service has confirmed all changes that were made on the page. */
export async function isSent(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('.sync--live .sync-words')?.textContent === 'Up to date');
}
