import { expect } from 'chai';
import type { Workspace } from '../../../src/web/state/workspace.ts';
import { type Device, devices } from '../support/devices.ts';
import { type PageService, startPageService } from '../support/page-service.ts';
import { CoreTab } from './browser-core.ts';

const FAILED = /ERR_FAILED|Failed to load resource/;

describe('the outbox (unsent changes) and the replica (local tasks) of the page while the service or the browser fails', () => {
  const open = devices();
  let service: PageService;
  let device: Device;
  let tab: CoreTab;

  before(async () => {
    service = await startPageService();
  });

  after(() => service?.stop());

  beforeEach(async function () {
    if (this.currentTest?.isPending()) return;
    device = await open();
    device.allow(FAILED);
    tab = await CoreTab.open(device.context, service.url);
    await tab.settled();
  });

  const isIn = ({ connection }: Workspace, _: unknown, state: string) => connection.value.state === state;

  /** Makes all requests that change tasks fail with a status, until {@link expectSentAfterMending} is called. */
  async function answerWrites(status: number, headers: Readonly<Record<string, string>> = {}): Promise<void> {
    await device.context.route('**/api/*/tasks/**', (route) =>
      route.fulfill({ status, headers, contentType: 'application/json', body: '{"detail":"not now","code":"x"}' }),
    );
  }

  async function expectSentAfterMending(id: string, title: string): Promise<void> {
    await device.context.unroute('**/api/*/tasks/**');
    await tab.page.evaluate(() => dispatchEvent(new Event('online')));
    expect((await tab.settled()).get(id)).to.equal(title);
    const answer = await tab.page.request.get(`${service.url}/api/me/tasks/${id}`);
    expect(await answer.json()).to.include({ title });
  }

  for (const [name, status, headers, state] of [
    ['asks for a credential', 401, {}, 'signed-out'],
    ['limits the user', 429, { 'Retry-After': '30' }, 'waiting'],
    ['is overloaded', 503, { 'Retry-After': '30' }, 'waiting'],
    ['fails', 500, {}, 'offline'],
  ] as const) {
    it(`keep a change while the service ${name}, report the connection as "${state}", and send the change afterwards`, async () => {
      await answerWrites(status, headers);
      const id = await tab.create(`While it ${name}`);
      const titles = await tab.titlesWhen(isIn, state);
      expect(titles.get(id)).to.equal(`While it ${name}`);
      expect(await tab.run(({ pending }, id) => pending.value.has(id as never), id)).to.equal(true);
      await expectSentAfterMending(id, `While it ${name}`);
    });
  }

  it('keep a change while the service cannot be reached, report the connection as "offline", and send the change afterwards', async () => {
    await device.context.route('**/api/*/tasks/**', (route) => route.abort());
    const id = await tab.create('While it is down');
    await tab.titlesWhen(isIn, 'offline');
    await expectSentAfterMending(id, 'While it is down');
  });

  it('report "storage-failed" when the disk of the browser is full, and still send the changes of the user', async () => {
    await tab.page.evaluate(() => {
      IDBObjectStore.prototype.put = () => {
        throw new DOMException('The disk is full', 'QuotaExceededError');
      };
    });
    await device.context.route('**/api/*/tasks/**', (route) => route.abort());
    const id = await tab.create('With a full disk');
    await tab.titlesWhen(isIn, 'storage-failed');
    await expectSentWithFullDisk(id);
  });

  async function expectSentWithFullDisk(id: string): Promise<void> {
    await device.context.unroute('**/api/*/tasks/**');
    await tab.page.evaluate(() => dispatchEvent(new Event('online')));
    await tab.titlesWhen(({ pending }) => pending.value.size === 0, null);
    const answer = await tab.page.request.get(`${service.url}/api/me/tasks/${id}`);
    expect(await answer.json()).to.include({ title: 'With a full disk' });
  }

  it('read all tasks again if changes that the page has not read were purged, and keep the unsent changes of the user', async () => {
    await device.context.setOffline(true);
    device.allow(/ERR_INTERNET_DISCONNECTED/);
    const id = await tab.create('Typed before');
    await device.context.route('**/api/*/changes**', (route) =>
      route.fulfill({ status: 410, contentType: 'application/json', body: '{"detail":"gone","code":"seq_gone"}' }),
    );
    const elsewhere = await (await open()).context.request.post(`${service.url}/api/me/tasks`, {
      data: { title: 'Other' },
    });
    const other = ((await elsewhere.json()) as { id: string }).id;
    await device.context.setOffline(false);
    await tab.titlesWhen(
      ({ pending, tasks }, _, other) => pending.value.size === 0 && tasks.value.has(other as never),
      other,
    );
    expect((await tab.titlesWhen(() => true, null)).get(id)).to.equal('Typed before');
  });
});
