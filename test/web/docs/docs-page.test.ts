import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { devices } from '../support/devices.ts';
import { type PageService, startBelow, startPageService } from '../support/page-service.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

for (const [where, start] of [
  ['at the root', startPageService],
  ['below the path of PUBLIC_URL', () => startBelow('/apps/tasks')],
] as const) {
  describe(`/docs of a service ${where}, in a browser`, () => {
    const open = devices();
    let service: PageService;

    before(async () => {
      service = await start();
    });

    after(() => service?.stop());

    it('finds operations, guides and errors by words that the reader types, and opens the chosen result', async () => {
      const { page } = await open();
      await page.goto(`${service.url}/docs`);
      await page.keyboard.press('/');
      await page.keyboard.type('idempotency key in use');
      await page.locator('.results a').first().waitFor();
      await page.keyboard.press('Enter');
      await page.locator('#idempotency_key_in_use').waitFor({ state: 'visible' });
      expect(page.url()).to.equal(`${service.url}/docs#idempotency_key_in_use`);
      expect(await page.locator('.results a').count()).to.equal(0);
    });

    it('opens a part again if the reader has closed it and follows a link to it once more', async () => {
      const { page } = await open();
      await page.goto(`${service.url}/docs#createTask`);
      await page.locator('details:has(> #createTask) > summary').click();
      expect(await page.locator('#createTask').isVisible()).to.equal(false);
      await page.locator('nav').getByText('Create a task').click();
      await page.locator('#createTask').waitFor({ state: 'visible' });
    });

    it('copies example commands with the address at which the browser has reached the service', async () => {
      const { page, context } = await open();
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      await page.goto(`${service.url}/docs#createTask`);
      await page.locator('#createTask .copy').click();
      await page.getByText('Copied').waitFor();
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      expect(copied.split(' \\\n')[0]).to.equal(`curl ${service.url}/api/me/tasks`);
    });

    it('creates a task with a form, shows the response, and fills the id of the new task into the other forms', async () => {
      const { page } = await open();
      await page.goto(`${service.url}/docs#createTask`);
      const title = `Bread ${where}`;
      const created = await send(page, 'createTask', JSON.stringify({ title }));
      expect(created).to.match(/^201 Created/);
      expect(created).to.include(`"title": "${title}"`);
      const [, id] = /"id": "([^"]+)"/.exec(created) ?? [];
      await page.goto(`${service.url}/docs#getTask`);
      expect(await page.locator('#getTask [name="path:task_id"]').inputValue()).to.equal(id);
      expect(await send(page, 'getTask')).to.include(title);
    });

    it('shows the error response if the service refuses the request that a form sends', async () => {
      const device = await open();
      device.allow(/status of 422/);
      await device.page.goto(`${service.url}/docs#createTask`);
      expect(await send(device.page, 'createTask', '{"title": ""}')).to.match(/^422.*string_too_short/s);
    });
  });
}

describe('/docs in a browser', () => {
  const open = devices();
  let service: PageService;

  before(async () => {
    service = await startPageService();
  });

  after(() => service?.stop());

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`has no accessibility violation that axe finds, in ${colorScheme} colours, with all parts closed, and then with all parts open`, async () => {
      const { page, context } = await open({ colorScheme });
      await page.goto(`${service.url}/docs`);
      // axe runs through the DevTools protocol, because the Content-Security-Policy of the page forbids other scripts.
      const session = await context.newCDPSession(page);
      for (const isOpen of [false, true]) {
        if (isOpen) await openAll(page);
        await session.send('Runtime.evaluate', { expression: AXE });
        const { result } = await session.send('Runtime.evaluate', {
          expression:
            'axe.run().then(({ violations }) => JSON.stringify(violations.map(({ id, nodes }) => [id, nodes[0].html])))',
          awaitPromise: true,
        });
        expect(JSON.parse(result.value)).to.deep.equal([]);
      }
    });
  }

  it('does not scroll sideways at a width of 320 px, with all parts closed, and then with all parts open', async () => {
    const { page } = await open({ viewport: { width: 320, height: 640 } });
    await page.goto(`${service.url}/docs`);
    const width = () => page.evaluate(() => document.documentElement.scrollWidth);
    expect(await width()).to.equal(320);
    await openAll(page);
    expect(await width()).to.equal(320);
  });

  it('is at most 8,000 px high on a phone while all parts are closed', async () => {
    const { page } = await open({ viewport: { width: 390, height: 844 } });
    await page.goto(`${service.url}/docs`);
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).to.be.at.most(8_000);
  });

  it('breaks lines only between the words of an error code, not inside a word, at a width of 320 px', async () => {
    const { page } = await open({ viewport: { width: 320, height: 640 } });
    await page.goto(`${service.url}/docs`);
    await openAll(page);
    const broken = await page.evaluate(() => {
      const words = [...document.querySelectorAll('.error h4 code, .codes code, .links code')].flatMap((code) =>
        [...code.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE),
      );
      return words.flatMap((word) => {
        const range = document.createRange();
        range.selectNodeContents(word);
        return new Set([...range.getClientRects()].map(({ top }) => top)).size > 1 ? [word.textContent] : [];
      });
    });
    expect(broken).to.deep.equal([]);
  });

  it('can be read without JavaScript: a URL with a fragment opens the part that the fragment names', async () => {
    const { page } = await open({ javaScriptEnabled: false });
    await page.goto(`${service.url}/docs#createTask`);
    await page.locator('#createTask .command').waitFor({ state: 'visible' });
    expect(await page.locator('.try').first().isVisible()).to.equal(false);
  });
});

/** Sends the form of an API operation, and returns the text of the response that the page shows. */
async function send(page: Page, operationId: string, body?: string): Promise<string> {
  const part = page.locator(`#${operationId} .try`);
  await part.locator('summary').click();
  if (body !== undefined) await part.locator('textarea').fill(body);
  await part.getByRole('button', { name: 'Send' }).click();
  await part.locator('.answer').waitFor();
  return part.locator('.answer').innerText();
}

async function openAll(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
}
