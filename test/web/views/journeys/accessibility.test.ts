import axe from 'axe-core';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { devices } from '../../support/devices.ts';
import { type PageService, startPageService } from '../../support/page-service.ts';
import { fill } from './filled-page.ts';

/**
 * The states of the page that are checked: a path below /app/, and what the test does there first, such as opening a
 * dialog.
 */
const STATES: readonly (readonly [name: string, path: string, act?: (page: Page) => Promise<unknown>])[] = [
  ['the inbox', 'inbox'],
  ['Today', 'today'],
  ['Upcoming', 'upcoming'],
  ['what is done', 'done'],
  ['a list', 'list/Work'],
  ['a tag', 'tag/errand'],
  ['a search', 'search?q=the'],
  ['a filter with suggestions', 'filter?filter=not%20completed', (page) => page.locator('#filter').press('End')],
  ['a filter that does not parse', 'filter?filter=due%20%3C'],
  ['the past', 'past', (page) => page.locator('.past-slider').waitFor()],
  ['an open task with its history', 'today', openTask],
  [
    'understood words',
    'inbox',
    (page) => page.locator('#quick-add').fill('Call Ada tomorrow 14:00 !high @phone #Work'),
  ],
  ['a selection', 'today', (page) => page.keyboard.press('V')],
  ['the command palette', 'today', (page) => page.keyboard.press('Control+k')],
  ['the help', 'today', (page) => page.keyboard.press('?')],
  ['the settings', 'today', (page) => page.keyboard.press(',')],
  ['a title that is edited', 'today', (page) => page.keyboard.press('j').then(() => page.keyboard.press('e'))],
];

describe('the page, checked for accessibility,', () => {
  const open = devices();
  let service: PageService;

  before(async () => {
    service = await startPageService();
  });

  after(() => service?.stop());

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const viewport of [
      { width: 1280, height: 800 },
      { width: 320, height: 640 },
    ]) {
      it(`has no violation that axe finds and no horizontal scrolling in any view, in ${colorScheme} colours, ${viewport.width} pixels wide`, async function () {
        this.timeout(120_000);
        const { page } = await open({ colorScheme, viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
        await fill(page, service.url);
        await page.setViewportSize(viewport);
        const found: string[] = [];
        for (const [name, path, act] of STATES) {
          await page.goto(`${service.url}/app/${path}`);
          await page.locator('h1').waitFor();
          await act?.(page);
          for (const problem of await problemsOf(page)) found.push(`${name}: ${problem}`);
        }
        expect(found).to.deep.equal([]);
      });
    }
  }
});

async function openTask(page: Page): Promise<void> {
  await page.locator('.row-body').first().click();
  await page.getByRole('button', { name: 'Show history' }).click();
  await page.locator('.history-item').first().waitFor();
}

async function problemsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<{ violations: Violation[] }> } };
    interface Violation {
      readonly id: string;
      readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
    }
    const { violations } = await axe.run({ resultTypes: ['violations'] });
    const wide = [document.documentElement, ...document.querySelectorAll('.main, .detail, dialog')];
    const scrolls = wide
      .filter((each) => each.scrollWidth > each.clientWidth + 1)
      .map((each) => `scrolls: ${each.className}`);
    return [
      ...scrolls,
      ...violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id} ${html.slice(0, 200)} ${failureSummary}`),
      ),
    ];
  });
}
