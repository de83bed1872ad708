import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { temporaryFolder } from '../../../tools/support/temporary-folder.ts';
import { TestUser } from '../../contract/http/test-user.ts';
import { allChanges } from '../../support/answers.ts';
import { startLoad } from '../../support/load.ts';
import { type ServiceProcess, startProcess } from '../../support/service/process.ts';

interface Result {
  readonly status: unknown;
  readonly text: string;
}

async function run(folder: string, ...args: string[]): Promise<Result> {
  const command = startProcess({ DATA_DIR: folder }, ...args);
  const status = await command.gone;
  return { status, text: command.errors() };
}

function newFile(): string {
  return join(temporaryFolder(), 'tasks.db');
}

/** Expects a command to fail with this exit status, and to print each of these texts. */
async function expectRefusal(result: Promise<Result>, status: number, ...texts: string[]): Promise<void> {
  const { status: actual, text } = await result;
  expect(actual, text).to.equal(status);
  for (const each of texts) expect(text).to.include(each);
}

describe('the backup and restore commands', function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const users = [new TestUser(), new TestUser(), new TestUser()];
  let service: ServiceProcess;
  let base: string;

  async function serve(dataDir: string): Promise<[ServiceProcess, string]> {
    const started = startProcess({ DATA_DIR: dataDir });
    const address = await started.listening();
    await started.line('ready');
    return [started, address];
  }

  before(async () => {
    [service, base] = await serve(folder);
    for (const user of users) {
      user.base = base;
      user.renew();
    }
  });

  after(async () => {
    service.child.kill('SIGTERM');
    await service.gone;
  });

  it('back up a service under load, and restore each user’s log without gaps up to the last change in the backup', async () => {
    let next = 0;
    const load = startLoad(() => (users[next++ % users.length] as TestUser).tasks, 16);
    await load.more(2_000);
    const backups = [newFile(), newFile(), newFile()];
    for (const file of backups) {
      const { status, text } = await run(folder, 'backup', file);
      expect(status, text).to.equal(0);
      expect(text).to.match(/^Checked: [\d,]+ tasks and [\d,]+ changes \([\d.]+ MB\) of .* are in .*\/tasks.db\n$/);
    }
    const lasts = await Promise.all(users.map((user) => user.log()));
    await load.stop();
    expect(load.failed).to.deep.equal([]);
    for (const file of backups) {
      const restored = join(temporaryFolder(), 'data');
      const { status, text } = await run(restored, 'restore', file);
      expect(status, text).to.equal(0);
      const [other, address] = await serve(restored);
      for (const [i, user] of users.entries()) {
        const copy = Object.assign(user.stranger(), { base: address, id: user.id });
        const log = await copy.log();
        expect(log.length).to.be.within(500, lasts[i]?.length ?? 0);
        expect((await allChanges(user.changes)).slice(0, log.length)).to.deep.equal(log);
        await copy.createTask();
      }
      other.child.kill('SIGTERM');
      expect(await other.gone).to.equal(0);
    }
  });

  it('refuse to write a backup over an existing file, and leave the file unchanged', async () => {
    const file = newFile();
    writeFileSync(file, 'mine');
    await expectRefusal(run(folder, 'backup', file), 73, `${file} exists already`);
    expect(readFileSync(file, 'utf8')).to.equal('mine');
    const stale = newFile();
    writeFileSync(`${stale}-wal`, 'log of another database');
    await expectRefusal(run(folder, 'backup', stale), 73, `${stale}-wal exists already`);
  });

  it('fail and name what is missing: a file name, the folder of the file, the database, or the embedded store', async () => {
    await expectRefusal(run(folder, 'backup'), 64, 'make backup FILE=');
    await expectRefusal(run(folder, 'backup', '/no/folder/tasks.db'), 66, 'there is no folder /no/folder: create it');
    const empty = temporaryFolder();
    await expectRefusal(run(empty, 'backup', newFile()), 66, `there is no ${empty}/taskport.db`);
    expect(readdirSync(empty)).to.deep.equal([]);
    await expectRefusal(run(empty, 'restore', '/no/file'), 66, 'there is no /no/file');
    const postgres = startProcess({ DATABASE_URL: 'postgres://host/name' }, 'backup', newFile());
    expect(await postgres.gone).to.equal(69);
    expect(postgres.errors()).to.include('pg_dump');
  });

  it('leave no partial file when the disk becomes full during a backup', async () => {
    const file = newFile();
    // The file size limit of `ulimit -f` simulates a full disk.
    const script = `trap '' XFSZ; ulimit -f 64; exec "$0" src/main.ts backup "$1"`;
    const child = spawn('sh', ['-c', script, process.execPath, file], { env: { ...process.env, DATA_DIR: folder } });
    const [errors, [status]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    expect(status, errors).to.equal(69);
    expect(errors).to.match(/^Cannot back up: /);
    expect(readdirSync(join(file, '..'))).to.deep.equal([]);
  });

  it('refuse to back up while there is a partial file of another backup, which may still be running', async () => {
    const file = newFile();
    writeFileSync(`${file}.partial`, '');
    await expectRefusal(run(folder, 'backup', file), 73, 'tasks.db.partial exists', 'If none runs, remove the file');
  });

  it('refuse with status 75 to restore into a folder in use, and name the process that uses the folder', async () => {
    const file = newFile();
    expect((await run(folder, 'backup', file)).status).to.equal(0);
    await expectRefusal(run(folder, 'restore', file), 75, `process id ${service.pid}`);
  });

  it('refuse to restore into a folder that has a database or the write-ahead log of one', async () => {
    const file = newFile();
    expect((await run(folder, 'backup', file)).status).to.equal(0);
    const used = temporaryFolder();
    expect((await run(used, 'restore', file)).status).to.equal(0);
    await expectRefusal(run(used, 'restore', file), 73, 'taskport.db exists already');
    const stale = temporaryFolder();
    writeFileSync(join(stale, 'taskport.db-wal'), 'log of another database');
    await expectRefusal(run(stale, 'restore', file), 73, 'taskport.db-wal exists already');
  });

  it('do not delay a write of an idle service while a backup reads its snapshot', async () => {
    const reader = new DatabaseSync(join(folder, 'taskport.db'));
    reader.exec('begin; select count(*) from tasks');
    const [user] = users as [TestUser];
    await user.createTask();
    // The service checkpoints its write-ahead log after one second without a write.
    await delay(1_100);
    const start = performance.now();
    await user.createTask();
    reader.close();
    expect(performance.now() - start).to.be.below(500);
  });

  it('refuse to restore a damaged file, a file that is no Taskport database, or one of a newer release', async () => {
    const file = newFile();
    expect((await run(folder, 'backup', file)).status).to.equal(0);
    const damages: [text: string, damage: (path: string) => void][] = [
      ['the source is damaged', (path) => writeFileSync(path, readFileSync(path).fill(7, 40_000, 60_000))],
      ['the source is damaged', (path) => writeFileSync(path, readFileSync(path).subarray(0, 40_000))],
      ['file is not a database', (path) => writeFileSync(path, 'notes'.repeat(1_000))],
      ['not a database of Taskport', (path) => writeFileSync(path, '')],
      ['release', (path) => alter(path, 'pragma user_version = 99')],
    ];
    for (const [message, damage] of damages) {
      const [bad, target] = [newFile(), temporaryFolder()];
      copyFileSync(file, bad);
      damage(bad);
      await expectRefusal(run(target, 'restore', bad), message === 'release' ? 78 : 65, message);
      expect(existsSync(join(target, 'taskport.db'))).to.equal(false);
      expect(existsSync(join(target, 'taskport.db.partial'))).to.equal(false);
    }
  });

  it('restore a copy of the files of a killed service, including changes that only its write-ahead log has', async () => {
    const killed = temporaryFolder();
    const [other, address] = await serve(killed);
    const user = Object.assign(new TestUser(), { base: address });
    user.renew();
    await user.createTask();
    other.child.kill('SIGKILL');
    await other.gone;
    const target = temporaryFolder();
    const { status, text } = await run(target, 'restore', join(killed, 'taskport.db'));
    expect([status, text]).to.deep.include(0);
    expect(text).to.include('1 tasks and 1 changes');
  });
});

function alter(file: string, sql: string): void {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
}
