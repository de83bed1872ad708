import { expect } from 'chai';
import { SignJWT } from 'jose';
import { devices } from '../support/devices.ts';
import { type PageService, startPageService } from '../support/page-service.ts';

const SECRET = 'a secret of the tests with 32 bytes or more';
const USER = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

describe('/docs in a browser, of a service that requires credentials', () => {
  const open = devices();
  let service: PageService;

  before(async () => {
    service = await startPageService({ JWT_ISSUER: 'home', JWT_AUDIENCE: 'taskport', JWT_SECRET: SECRET });
  });

  after(() => service?.stop());

  it('copies a token that is typed into one form to all forms, sends it with their requests, and does not store it', async () => {
    const device = await open();
    device.allow(/status of 401/);
    const { page, context } = device;
    await page.goto(`${service.url}/docs#getMe`);
    const form = page.locator('#getMe .try');
    await form.locator('summary').click();
    await form.getByRole('button', { name: 'Send' }).click();
    await form.getByText('401').waitFor();

    const token = await new SignJWT({ iss: 'home', aud: 'taskport', sub: USER })
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(SECRET));
    await form.locator('[name="token"]').fill(token);
    expect(await page.locator('#createTask [name="token"]').inputValue()).to.equal(token);
    await form.getByRole('button', { name: 'Send' }).click();
    await form.getByText('200').waitFor();
    expect(await form.locator('.answer').innerText()).to.include(USER);

    const { cookies, origins } = await context.storageState({ indexedDB: true });
    expect(JSON.stringify([cookies, origins])).not.to.include(token);
    await page.reload();
    expect(await page.locator('#getMe [name="token"]').inputValue()).to.equal('');
  });
});
