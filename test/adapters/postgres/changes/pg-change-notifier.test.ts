import { expect } from 'chai';
import { PgChangeNotifier } from '../../../../src/adapters/postgres/changes/pg-change-notifier.ts';
import { LocalChangeNotifier } from '../../../../src/adapters/system/local-change-notifier.ts';
import type { UserId } from '../../../../src/domain/identity.ts';
import { administer } from '../../../../tools/support/machine/administer.ts';
import { createDatabase, hasPostgres } from '../../../support/postgres/postgres.ts';
import { someUser } from '../../../support/tasks.ts';

/** A local notifier that records the owners of every `publish()` call. */
class RecordingNotifier extends LocalChangeNotifier {
  readonly published: (readonly UserId[] | 'everyone')[] = [];
  #wake: () => void = () => {};

  override publish(owners: readonly UserId[] | 'everyone'): void {
    super.publish(owners);
    this.published.push(owners);
    this.#wake();
  }

  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

describe('the change notifier of PostgreSQL', () => {
  const [here, there] = [new RecordingNotifier(), new RecordingNotifier()];
  const finished = new AbortController();
  let url: string;
  let near: PgChangeNotifier;
  let far: PgChangeNotifier;

  before(async function () {
    if (!hasPostgres()) this.skip();
    url = await createDatabase();
    [near, far] = [new PgChangeNotifier(url, here), new PgChangeNotifier(url, there)];
    for (const each of [near, far]) each.start();
    await Promise.all([here.until(() => here.published.length > 0), there.until(() => there.published.length > 0)]);
  });

  after(async () => {
    finished.abort();
    await near?.stop();
    await far?.stop();
  });

  it('wakes a request that waits in one process when another process makes a change', async () => {
    const [owner, other] = [someUser(), someUser()];
    there.published.length = 0;
    const waiting = far.wait(owner, finished.signal);
    // When its subscription takes effect, a notifier wakes all waiting requests, because it has missed earlier
    // notifications.
    await there.until(() => there.published.includes('everyone'));
    await waiting;
    await publish(near, [owner, other], () => there.published.flat().includes(other));
    expect(there.published.flat()).to.include(owner);
  });

  it('ignores the notifications that it has sent itself', async () => {
    const [mine, theirs] = [someUser(), someUser()];
    here.published.length = 0;
    void near.wait(theirs, finished.signal);
    near.publish([mine]);
    await publish(far, [theirs], () => here.published.flat().includes(theirs));
    expect(here.published.flat().filter((owner) => owner === mine)).to.have.length(1);
  });

  it('reconnects after its connection is cut, and then wakes all waiting requests', async () => {
    const owner = someUser();
    for (const notifier of [here, there]) notifier.published.length = 0;
    await administer(
      url,
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'taskport-signal' and datname = current_database()",
    );
    await Promise.all([here, there].map((notifier) => notifier.until(() => notifier.published.includes('everyone'))));
    void far.wait(owner, finished.signal);
    there.published.length = 0;
    await publish(near, [owner], () => there.published.flat().includes(owner));
  });
});

/** Publishes repeatedly until the notification is received, because a new subscription takes effect with a delay. */
async function publish(
  notifier: PgChangeNotifier,
  owners: readonly UserId[],
  isReceived: () => boolean,
): Promise<void> {
  while (!isReceived()) {
    notifier.publish(owners);
    await new Promise(setImmediate);
  }
}
