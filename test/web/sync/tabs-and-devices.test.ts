import { expect } from 'chai';
import { Random } from '../../../tools/support/random.ts';
import { SEED } from '../../support/seed.ts';
import { type Device, devices } from '../support/devices.ts';
import { type PageService, startPageService } from '../support/page-service.ts';
import { CoreTab } from './browser-core.ts';

const KILLS = 20;
const EDITS = 50;
/** Errors that the browser reports when there is no network, or when the service refuses a request. */
const EXPECTED = /ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to load resource/;

const has = (_: unknown, titles: ReadonlyMap<string, string>, title: string) => [...titles.values()].includes(title);

describe(`the replica (local tasks) and the outbox (unsent changes) of the page, in a real browser (SEED=${SEED})`, () => {
  const open = devices();
  let service: PageService;

  before(async () => {
    service = await startPageService();
  });

  after(() => service?.stop());

  const tabOf = (device: Device) => CoreTab.open(device.context, service.url);

  it('bring the changes of one tab to another tab of its browser, and to another device', async () => {
    const [device, other] = [await open(), await open()];
    const [first, second, elsewhere] = [await tabOf(device), await tabOf(device), await tabOf(other)];
    const id = await second.create('Water the plants');
    for (const tab of [first, elsewhere]) await tab.titlesWhen(has, 'Water the plants');
    await elsewhere.rename(id, 'Water all plants');
    for (const tab of [first, second]) await tab.titlesWhen(has, 'Water all plants');
  });

  it('let a second tab send the change of a tab that was closed before it could send the change', async () => {
    const device = await open();
    device.allow(EXPECTED);
    const [first, second] = [await tabOf(device), await tabOf(device)];
    await first.settled();
    await device.context.setOffline(true);
    const id = await first.create('Typed without network');
    await second.titlesWhen(has, 'Typed without network');
    await first.page.close();
    await device.context.setOffline(false);
    expect((await second.settled()).get(id)).to.equal('Typed without network');
    const stored = await second.page.request.get(`${service.url}/api/me/tasks/${id}`);
    expect(stored.status()).to.equal(200);
  });

  it(`lose none of ${EDITS} edits that were made offline, although the tab is killed ${KILLS} times while it sends them`, async () => {
    const random = new Random(SEED);
    const [device, other] = [await open(), await open()];
    for (const each of [device, other]) each.allow(EXPECTED);
    let tab = await tabOf(device);
    const elsewhere = await tabOf(other);
    const ids: string[] = [];
    for (let i = 0; i < 10; i++) ids.push(await tab.create(`Task ${i}`));
    await tab.settled();
    await elsewhere.titlesWhen((_, titles, ids) => ids.every((id) => titles.has(id)), ids);

    await device.context.setOffline(true);
    await device.context.clock.install({ time: Date.now() + 7 * 24 * 60 * 60 * 1000 });
    const mine = new Map<string, string>();
    for (let i = 0; i < EDITS; i++) {
      const id = random.pick(ids.slice(0, 8));
      mine.set(id, `mine ${i}`);
      await tab.rename(id, `mine ${i}`);
    }
    for (let i = 0; i < 10; i++) await elsewhere.rename(random.pick(ids.slice(6)), `theirs ${i}`);
    const theirs = await elsewhere.settled();

    await device.context.setOffline(false);
    for (let kill = 0; kill < KILLS; kill++) {
      await tab.page
        .evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), random.between(0, 20))
        .catch(() => {});
      await tab.page.close();
      tab = await tabOf(device);
    }
    const shown = await tab.settled();
    const refusals = await tab.run((workspace) => workspace.refusals.value, null);
    for (const [id, title] of mine) {
      const isRefused = refusals.some((refusal) => refusal.id === id && refusal.mine.title === title);
      expect(shown.get(id) === title || isRefused, `${title} is lost`).to.equal(true);
      if (isRefused) expect(shown.get(id)).to.equal(theirs.get(id));
    }
    const answer = await tab.page.request.get(`${service.url}/api/me/tasks?limit=100`);
    const tasks = (await answer.json()) as { id: string; title: string }[];
    expect(shown).to.deep.equal(new Map(tasks.map(({ id, title }) => [id, title])));
    for (const id of ids) await expectOnceInLog(tab, id);
  });

  /** Checks that no edit was done twice: each title is only once in the history of a task. */
  async function expectOnceInLog(tab: CoreTab, id: string): Promise<void> {
    const answer = await tab.page.request.get(`${service.url}/api/me/tasks/${id}/history?limit=500`);
    const { changes } = (await answer.json()) as { changes: { task: { title: string } }[] };
    const titles = changes.map(({ task }) => task.title);
    expect(titles).to.deep.equal([...new Set(titles)]);
  }
});
