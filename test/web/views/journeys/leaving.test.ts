import { expect } from 'chai';
import type { BrowserContext, Page } from 'playwright-core';
import { type Device, devices } from '../../support/devices.ts';
import { type PageService, startPageService } from '../../support/page-service.ts';
import { isSent } from './filled-page.ts';

const PASSWORD = 'a long enough password';

describe('a browser that several people use', () => {
  const open = devices();
  let service: PageService;
  let device: Device;
  let page: Page;

  before(async () => {
    service = await startPageService({ AUTH_SECRET: 'a secret of at least thirty-two characters', SIGN_UP: 'open' });
  });

  after(() => service?.stop());

  beforeEach(async function () {
    if (this.currentTest?.isPending()) return;
    device = await open();
    page = device.page;
    device.allow(/status of 40[13]|ERR_FAILED|ERR_INTERNET_DISCONNECTED/);
  });

  async function signUp(context: BrowserContext, name: string): Promise<void> {
    await post(context, 'sign-up/email', { name, email: `${name}@example.com`, password: PASSWORD });
  }

  /** Signs a user in by setting the cookie that all tabs of a browser share. Pages that are open do not notice it. */
  async function signIn(context: BrowserContext, name: string): Promise<void> {
    await post(context, 'sign-in/email', { email: `${name}@example.com`, password: PASSWORD });
  }

  async function post(context: BrowserContext, path: string, data: unknown): Promise<void> {
    const headers = { Origin: service.url };
    const answer = await context.request.post(`${service.url}/api/auth/${path}`, { data, headers });
    expect(answer.status()).to.equal(200);
  }

  async function openAs(name: string): Promise<void> {
    await signUp(device.context, name);
    await page.goto(`${service.url}/app/inbox`);
    await isSent(page);
  }

  async function add(title: string): Promise<void> {
    await page.getByLabel('New task').fill(title);
    await page.getByLabel('New task').press('Enter');
  }

  async function signOut(): Promise<void> {
    await page.keyboard.press('Escape');
    await page.keyboard.press(',');
    await page.getByRole('button', { name: 'Sign out' }).click();
  }

  it('does not write an unsent change of one user to the tasks of another user who has signed in since', async () => {
    await openAs('ada');
    await device.context.route('**/api/*/tasks/**', (route) => route.abort());
    await add('A thing of Ada’s');
    await page.getByText(/1 change not sent yet/).waitFor();
    await signUp((await open()).context, 'bob');
    await signIn(device.context, 'bob');
    await device.context.unroute('**/api/*/tasks/**');
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await page.getByText(/Signed out · 1 change not sent yet/).waitFor();
    const tasks = await page.request.get(`${service.url}/api/me/tasks`);
    expect(await tasks.json()).to.deep.equal([]);
  });

  it('deletes the stored data of a user who signs out, even if another tab is open', async () => {
    await openAs('carol');
    const other = await device.newTab();
    await other.goto(`${service.url}/app/inbox`);
    await isSent(other);
    // Delays the sign-out request, so that the test fails if the other tab loads again before the session ends.
    await device.context.route('**/api/auth/sign-out', async (route) => {
      const loaded = other.waitForEvent('load', { timeout: 1000 });
      await loaded.then(() => isSent(other)).catch(() => {});
      await route.continue();
    });
    await signOut();
    for (const tab of [page, other]) {
      await tab.getByRole('heading', { name: 'Sign in' }).waitFor();
      expect(
        await tab.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('taskport-'))),
      ).to.deep.equal([]);
    }
  });

  it('asks for confirmation before a sign-out that would delete a change which the service has refused', async () => {
    await openAs('dora');
    await device.context.route('**/api/*/tasks/**', (route) =>
      route.fulfill({ status: 403, contentType: 'application/json', body: '{"detail":"no","code":"x"}' }),
    );
    await add('Refused');
    await page.getByText('1 change needs a decision').waitFor();
    await signOut();
    await page.getByText('1 change is not saved by the service, and would be lost.').waitFor();
  });

  it('ends the session at the service as soon as the network is back, if the user has signed out without a network', async () => {
    await openAs('emil');
    await device.context.setOffline(true);
    await signOut();
    await page.getByRole('heading', { name: 'The service cannot be reached' }).waitFor();
    await device.context.setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect((await page.request.get(`${service.url}/api/me`)).status()).to.equal(401);
  });
});
