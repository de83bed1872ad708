import { expect } from 'chai';
import { PgChangeNotifier } from '../../../../src/adapters/postgres/changes/pg-change-notifier.ts';
import { LocalChangeNotifier } from '../../../../src/adapters/system/local-change-notifier.ts';
import type { UserId } from '../../../../src/domain/identity.ts';
import { administer } from '../../../../tools/support/machine/administer.ts';
import { createDatabase, hasPostgres } from '../../../support/postgres/postgres.ts';
import { someUser } from '../../../support/tasks.ts';

/** Tells what is announced, and lets one wait for it. */
class Ears extends LocalChangeNotifier {
  readonly heard: (readonly UserId[] | 'everyone')[] = [];
  #wake: () => void = () => {};

  override publish(owners: readonly UserId[] | 'everyone'): void {
    super.publish(owners);
    this.heard.push(owners);
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

describe('the signal between processes', () => {
  const [here, there] = [new Ears(), new Ears()];
  const over = new AbortController();
  let url: string;
  let near: PgChangeNotifier;
  let far: PgChangeNotifier;

  before(async function () {
    if (!hasPostgres()) this.skip();
    url = await createDatabase();
    [near, far] = [new PgChangeNotifier(url, here), new PgChangeNotifier(url, there)];
    for (const signal of [near, far]) signal.start();
    await Promise.all([here.until(() => here.heard.length > 0), there.until(() => there.heard.length > 0)]);
  });

  after(async () => {
    over.abort();
    await near?.stop();
    await far?.stop();
  });

  it('is heard by who waits elsewhere', async () => {
    const [owner, other] = [someUser(), someUser()];
    there.heard.length = 0;
    const waiting = far.wait(owner, over.signal);
    // Its own word comes back to it when all are told that it waits; of what was written before nobody had told it.
    await there.until(() => there.heard.includes('everyone'));
    await waiting;
    await publish(near, [owner, other], () => there.heard.flat().includes(other));
    expect(there.heard.flat()).to.include(owner);
  });

  it('is not sent back to who has said it', async () => {
    const [mine, theirs] = [someUser(), someUser()];
    here.heard.length = 0;
    void near.wait(theirs, over.signal);
    near.publish([mine]);
    await publish(far, [theirs], () => here.heard.flat().includes(theirs));
    expect(here.heard.flat().filter((owner) => owner === mine)).to.have.length(1);
  });

  it('is whole again after its connections were cut, and then lets everybody look', async () => {
    const owner = someUser();
    for (const ears of [here, there]) ears.heard.length = 0;
    await administer(
      url,
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'taskport-signal' and datname = current_database()",
    );
    await Promise.all([here, there].map((ears) => ears.until(() => ears.heard.includes('everyone'))));
    void far.wait(owner, over.signal);
    there.heard.length = 0;
    await publish(near, [owner], () => there.heard.flat().includes(owner));
  });
});

/** Announces until it was heard: whoever has just begun to wait is not known everywhere at once. */
async function publish(signal: PgChangeNotifier, owners: readonly UserId[], isHeard: () => boolean): Promise<void> {
  while (!isHeard()) {
    signal.publish(owners);
    await new Promise(setImmediate);
  }
}
