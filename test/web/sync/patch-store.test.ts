import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { expect } from 'chai';
import type { TaskId, UserId } from '../../../src/domain/identity.ts';
import type { Instant } from '../../../src/domain/instant.ts';
import { CONTENT_DEFAULTS, type TaskContent } from '../../../src/domain/tasks/content.ts';
import { Task } from '../../../src/domain/tasks/task.ts';
import type { Title } from '../../../src/domain/tasks/title.ts';
import { Api } from '../../../src/web/api/api.ts';
import type { Act } from '../../../src/web/outbox/act.ts';
import { newId } from '../../../src/web/outbox/new-id.ts';
import { MemoryStorage } from '../../../src/web/replica/memory-storage.ts';
import type { Patch } from '../../../src/web/replica/patch.ts';
import { actsOf } from '../../../src/web/state/deed.ts';
import { PatchStore } from '../../../src/web/sync/patch-store.ts';
import { ReplicaHost } from '../../../src/web/sync/replica-host.ts';

const OWNER = newId() as UserId;
const CONTENT = { ...CONTENT_DEFAULTS, title: 'Buy milk' as Title } as TaskContent;

/** A storage whose disk can be full, so that it fails to store changes of the user, or to store tasks. */
class Disk extends MemoryStorage {
  override readonly isVolatile: boolean = false;
  full: 'acts' | 'tasks' | undefined;

  override async write(patch: Patch): Promise<Patch> {
    if (this.full !== undefined && patch[this.full] !== undefined) throw new Error('The disk is full');
    return super.write(patch);
  }
}

function newActs(): Act[] {
  return actsOf('create', [{ kind: 'change', steps: [{ kind: 'create', id: newId() as TaskId, content: CONTENT }] }]);
}

describe('the storage of a tab, which fails while the disk is full', () => {
  let disk: Disk;
  let acts: readonly Act[];
  let store: PatchStore;

  beforeEach(() => {
    disk = new Disk();
    acts = newActs();
    store = new PatchStore({ storage: disk, unstored: () => acts, show() {}, onChange() {} });
  });

  it('reports a failure until it has stored all changes of the user that it could not store before', async () => {
    disk.full = 'acts';
    await store.store({ acts });
    expect(store.hasFailed).to.equal(true);
    await store.store({ seq: 7 });
    expect(store.hasFailed).to.equal(true);
    disk.full = undefined;
    await store.store({ seq: 8 });
    expect(store.hasFailed).to.equal(false);
    expect((await disk.load()).acts.map(({ key }) => key)).to.deep.equal(acts.map(({ key }) => key));
  });

  it('keeps its `seq` of the change feed after a failure, so that the service sends again the changes that are not stored', async () => {
    acts = [];
    await store.store({ seq: 7 });
    disk.full = 'tasks';
    await store.store({ tasks: [Task.create(newId() as TaskId, OWNER, CONTENT, 1 as Instant)], seq: 8 });
    disk.full = undefined;
    await store.store({ tasks: [], seq: 9 });
    expect((await disk.load()).seq).to.equal(7);
  });

  it('stores nothing more after the user has signed out', async () => {
    await store.clear();
    await store.store({ tasks: [Task.create(newId() as TaskId, OWNER, CONTENT, 1 as Instant)] });
    expect((await disk.load()).tasks).to.deep.equal([]);
  });
});

describe('a tab that opens while another tab sends changes of the user', () => {
  it('does not show as unsent a change that the service has confirmed while the tab was reading the storage', async () => {
    const name = newId();
    const [act] = newActs() as [Act];
    const elsewhere = new BroadcastChannel(name);
    const heard = new BroadcastChannel(name);
    const storage = new Disk();
    await storage.write({ acts: [act] });
    const stored = await storage.load();
    storage.load = async () => {
      elsewhere.postMessage({ patch: { ended: [act.key] } });
      await once(heard as unknown as EventTarget, 'message');
      // Waits until the tab that opens has received the message, too, in this turn of the event loop or in the next.
      await setImmediate();
      return stored;
    };
    class Offline extends Api {
      override open(): Promise<Response> {
        return Promise.reject(new TypeError('no network'));
      }
    }
    const api = new Offline('http://127.0.0.1/');
    const host = await ReplicaHost.open({ name, owner: OWNER, api, storage, onSignedOut() {} });
    expect(host.replica.acts).to.deep.equal([]);
    expect([...host.replica.tasks.value]).to.deep.equal([]);
    host.close();
    for (const channel of [elsewhere, heard]) channel.close();
  });
});
