import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { devices } from './support/devices.ts';
import { type PageService, startBelow, startPageService } from './support/page-service.ts';

for (const [where, start] of [
  ['at the root', startPageService],
  ['below the path of PUBLIC_URL', () => startBelow('/apps/tasks')],
] as const) {
  describe(`the web page at /app/, of a service ${where}, in a browser`, () => {
    const open = devices();
    let service: PageService;

    before(async () => {
      service = await start();
    });

    after(() => service?.stop());

    it('is reached from / by a redirect, and opens without a console error, failed request or violation of its Content-Security-Policy', async () => {
      const { page } = await open();
      await page.goto(`${service.url}/`);
      expect(page.url()).to.match(new RegExp(`^${service.url}/app/`));
      await isShown(page);
    });

    it('opens at the path of a view, such as /app/today', async () => {
      const { page } = await open();
      const answer = await page.goto(`${service.url}/app/today`);
      expect(answer?.status()).to.equal(200);
      await isShown(page);
    });

    it('installs a service worker for /app/ that caches the HTML, its assets and nothing else', async () => {
      const { page } = await open();
      await page.goto(`${service.url}/app/`);
      expect(await scopeOfWorker(page)).to.equal(`${service.url}/app/`);
      const cached = await page.evaluate(async () => {
        const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
        const requests = await Promise.all(caches_.map((cache) => cache.keys()));
        return requests.flat().map(({ url }) => url);
      });
      expect(cached).to.include(`${service.url}/app/`);
      expect(cached.filter((url) => /\/assets\/main-\w+\.(js|css)$/.test(url))).to.have.length(2);
      for (const url of cached) expect(url.slice(service.url.length)).to.match(/^\/app\/(?:$|assets\/[\w-]+\.\w+$)/);
    });

    it('opens without a network after the first visit, even at the path of a view', async () => {
      const device = await open();
      const { page, context } = device;
      await page.goto(`${service.url}/app/`);
      await scopeOfWorker(page);
      // Without a network the page cannot reach the API, so the test expects this error in the console.
      device.allow(/ERR_INTERNET_DISCONNECTED/);
      await context.setOffline(true);
      for (const path of ['/app/', '/app/today']) {
        await page.goto(service.url + path);
        await isShown(page);
      }
    });

    it('has a web app manifest, so that the browser can install the page as an app', async () => {
      const { page, context } = await open();
      await page.goto(`${service.url}/app/`);
      const session = await context.newCDPSession(page);
      const { errors, url, data } = await session.send('Page.getAppManifest');
      expect([url, errors]).to.deep.equal([`${service.url}/app/manifest.webmanifest`, []]);
      for (const { src } of JSON.parse(String(data)).icons)
        expect((await page.request.get(new URL(src, url).href)).status(), src).to.equal(200);
      const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
      expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).to.deep.equal(
        [],
      );
    });
  });
}

/** Resolves when the script of the page has rendered the page. */
async function isShown(page: Page): Promise<void> {
  await page.locator('#page > *').first().waitFor();
}

/**
 * Resolves when the service worker is active, with the scope of the worker: the URL below which it handles requests.
 */
function scopeOfWorker(page: Page): Promise<string> {
  return page.evaluate(async () => (await navigator.serviceWorker.ready).scope);
}
