import { createHash } from 'node:crypto';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { serviceWorker } from '../../scripts/build-page.ts';
import type { BuiltPage, PageFile } from '../../src/adapters/http/page/built-page.ts';
import { pageRoutes } from '../../src/adapters/http/page/page-routes.ts';
import { PLAIN_GET, route } from '../../src/adapters/http/routing/route.ts';
import { type RouteServer, serveRoutes } from '../support/service/serve-routes.ts';
import { silentLog } from '../support/service/silent-log.ts';
import { devices } from './support/devices.ts';

/**
 * The script of the test page. It registers the service worker, and sets `data-ready` on the body when a new version is
 * ready.
 */
const SCRIPT = `
import { registerWorker } from './src/web/worker/register.ts';
void registerWorker((activate) => { document.body.dataset.ready = 'true'; globalThis.activate = activate; });`;

interface Global {
  activate(): void;
}

describe('the service worker of the page', () => {
  const open = devices();
  let served: RouteServer;
  let current: BuiltPage;
  let url: string;
  /** The number of API calls that have reached the server of the test. */
  let calls: number;

  before(async () => {
    const page: BuiltPage = {
      get index() {
        return current.index;
      },
      get worker() {
        return current.worker;
      },
      get manifest() {
        return current.manifest;
      },
      get assets() {
        return current.assets;
      },
    };
    const api = route({
      ...{ ...PLAIN_GET, path: '/api/count', operationId: 'count', summary: '', replies: {}, errors: [] },
      handle: () => ({ status: 200, headers: { 'Cache-Control': 'no-store' }, body: ++calls }),
    });
    served = await serveRoutes([...pageRoutes(page), api], silentLog);
    url = `${served.url}/app/`;
  });

  beforeEach(async () => {
    calls = 0;
    current = await version('one');
  });

  after(() => served.close());

  it('does not announce a new version when the first version is installed', async () => {
    const { page } = await open();
    for (const path of [url, `${url}today`]) {
      await visit(page, path);
      expect(await page.getAttribute('body', 'data-ready')).to.equal(null);
    }
  });

  it('serves the old version of the page, even after a reload, until the page activates the new version', async () => {
    const { page } = await open();
    await visit(page);
    current = await version('two');
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
    await page.locator('body[data-ready]').waitFor();
    await page.reload();
    await page.locator('body[data-ready]').waitFor();
    expect(await page.textContent('main')).to.equal('one');
    await page.evaluate(() => (globalThis as unknown as Global).activate());
    await page.getByText('two').waitFor();
    expect(await page.evaluate(async () => (await caches.keys()).length)).to.equal(1);
  });

  it('does not reload a tab with the old version when another tab activates the new version', async () => {
    const device = await open();
    await visit(device.page);
    const other = await device.newTab();
    await other.goto(url);
    current = await version('two');
    await device.page.evaluate(async () => (await navigator.serviceWorker.ready).update());
    await device.page.locator('body[data-ready]').waitFor();
    await device.page.evaluate(() => (globalThis as unknown as Global).activate());
    await device.page.getByText('two').waitFor();
    expect(await other.textContent('main')).to.equal('one');
  });

  it('forwards every API call to the service, and answers none from its cache', async () => {
    const device = await open();
    await visit(device.page);
    await device.page.reload();
    const call = () => device.page.evaluate(async () => (await fetch('/api/count')).text());
    expect([await call(), await call()]).to.deep.equal(['1', '2']);
    device.allow(/ERR_INTERNET_DISCONNECTED/);
    await device.context.setOffline(true);
    expect(await call().catch(() => 'unreachable')).to.equal('unreachable');
  });

  /** Opens the page, and waits until its requests go through the service worker. */
  async function visit(page: Page, path = url): Promise<void> {
    await page.goto(path);
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
      if (navigator.serviceWorker.controller === null)
        await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve));
    });
  }
});

/** Builds a version of the test page that shows the name of the version. */
async function version(name: string): Promise<BuiltPage> {
  const script = `main-${name}.js`;
  const { outputFiles } = await build({
    stdin: { contents: SCRIPT, resolveDir: '.', loader: 'ts' },
    ...{ bundle: true, format: 'esm', write: false },
  });
  const html = `<!doctype html><title>Page</title><link rel="icon" href="/app/assets/main-${name}.js"><script type="module" src="/app/assets/${script}"></script><main>${name}</main>`;
  const worker = await serviceWorker(html, [`assets/${script}`]);
  return {
    index: file('text/html', Buffer.from(html)),
    worker: file('text/javascript', worker),
    manifest: file('application/manifest+json', Buffer.from('{}')),
    assets: new Map([[script, file('text/javascript', outputFiles[0]?.contents ?? new Uint8Array())]]),
  };
}

function file(type: string, identity: Uint8Array): PageFile {
  const body = { identity, br: brotliCompressSync(identity), gzip: gzipSync(identity) };
  return { type, etag: `"${createHash('sha256').update(identity).digest('hex')}"`, body };
}
