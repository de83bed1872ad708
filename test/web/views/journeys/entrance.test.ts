import { expect } from 'chai';
import { devices } from '../../support/devices.ts';
import { type PageService, startPageService } from '../../support/page-service.ts';

describe('the sign-in of the page', () => {
  const open = devices();
  let service: PageService;

  before(async () => {
    service = await startPageService({ AUTH_SECRET: 'a secret of at least thirty-two characters' });
  });

  after(() => service?.stop());

  it('creates the first account, signs out, shows an error for a wrong password, and signs in again', async () => {
    const device = await open();
    const { page } = device;
    // The test expects that the service refuses requests without a session, and a wrong password.
    device.allow(/status of 40[13]/);
    await page.goto(`${service.url}/app/`);
    await page.getByRole('button', { name: /create the first account/ }).click();
    await page.getByLabel('Name').fill('Ada');
    await page.getByLabel('Email').fill('ada@example.com');
    await page.getByLabel('Password').fill('a long enough password');
    await page.getByRole('button', { name: 'Create the account' }).click();
    await page.getByRole('heading', { name: 'Inbox' }).waitFor();

    await page.keyboard.press(',');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.getByLabel('Email').fill('ada@example.com');
    await page.getByLabel('Password').fill('not the password');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    expect(await page.getByRole('alert').textContent()).to.match(/password/i);
    expect(await page.getByLabel('Email').inputValue()).to.equal('ada@example.com');
    await page.getByLabel('Password').fill('a long enough password');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: 'Inbox' }).waitFor();
  });

  it('says in English and in German that the browser is too old, if the browser has no Temporal', async () => {
    const { page, context } = await open();
    await context.addInitScript(() => Reflect.deleteProperty(globalThis, 'Temporal'));
    await page.goto(`${service.url}/app/`);
    await page.getByRole('heading', { name: 'This browser is too old' }).waitFor();
    await page.getByText('Taskport rechnet mit Temporal').waitFor();
  });

  it('is shown in German if the language of the browser is German', async () => {
    const device = await open({ locale: 'de-AT' });
    device.allow(/status of 401/);
    await device.page.goto(`${service.url}/app/`);
    await device.page.getByRole('heading', { name: 'Anmelden' }).waitFor();
    expect(await device.page.locator('html').getAttribute('lang')).to.equal('de');
  });
});
