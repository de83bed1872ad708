import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { ask } from '../../../tools/support/client.ts';
import { temporaryFolder } from '../../../tools/support/temporary-folder.ts';
import { startProcess } from '../../support/service/process.ts';

const PAGE = 2048;
const TASKS = 200;

interface Case {
  /** The part of the test title that follows "refuses a folder". */
  readonly title: string;
  /** Makes a copy of the data folder unusable. */
  prepare(file: string, folder: string): void;
  /** Must match the error message, which is one line on standard error. */
  readonly says: RegExp;
  /** The expected exit status; 69 by default. */
  readonly status?: number;
  /** JavaScript source that the process runs before it starts the service. */
  readonly preload?: string;
}

/** JavaScript source that gives up root privileges, because root may write to read-only files. */
const AS_NOBODY = 'if (process.getuid() === 0) process.setuid(65534)';

const CASES: Case[] = [
  ...[0, 1, 2, 30].map((page) => ({
    title: `whose database file has garbage in page ${page + 1}`,
    prepare: (file: string) => void writeSync(openSync(file, 'r+'), Buffer.alloc(PAGE, 0xab), 0, PAGE, page * PAGE),
    says: /taskport\.db is damaged \(.+\)\. Restore a backup in its place, or see https/,
  })),
  {
    title: 'whose database file is cut between two pages',
    prepare: (file) => truncateSync(file, 40 * PAGE),
    says: /taskport\.db is damaged \(.+\)\. Restore a backup/,
  },
  {
    title: 'whose database file is cut within a page',
    prepare: (file) => truncateSync(file, 40 * PAGE + 100),
    says: /taskport\.db is damaged \(.+\)\. Restore a backup/,
  },
  {
    title: 'whose database file is another file',
    prepare: (file) => writeFileSync(file, 'Buy milk. '.repeat(1_000)),
    says: /taskport\.db is damaged \(file is not a database\)\. Restore a backup/,
  },
  {
    title: 'whose database file a newer release has written',
    prepare(file) {
      const database = new DatabaseSync(file);
      database.exec('pragma user_version = 99');
      database.close();
    },
    says: /taskport\.db has schema 99, and this release knows up to \d+\. Use the release that wrote it/,
    status: 78,
  },
  {
    title: 'whose database file is a folder',
    prepare(file) {
      rmSync(file);
      mkdirSync(file);
    },
    says: /taskport\.db: unable to open database file/,
  },
  {
    title: 'whose database file is read-only',
    prepare(file, folder) {
      chmodSync(folder, 0o777);
      for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o666);
      chmodSync(file, 0o444);
    },
    says: /taskport\.db: EACCES: permission denied/,
    preload: AS_NOBODY,
  },
  {
    title: 'that is read-only',
    prepare: (_, folder) => chmodSync(folder, 0o555),
    says: /DATA_DIR cannot be used: EACCES: permission denied/,
    preload: AS_NOBODY,
  },
  {
    title: 'with the data of the former embedded database',
    prepare(file, folder) {
      rmSync(file);
      mkdirSync(join(folder, 'postgres'));
      writeFileSync(join(folder, 'postgres/PG_VERSION'), '17\n');
    },
    says: /has data of an older kind \(PGlite, in the folder postgres\).+Serve it with the release that wrote it/,
  },
  {
    title: 'on a network file system',
    prepare() {},
    says: /is on a network file system \(NFS\)\. Give DATA_DIR a folder on a local disk, or use PostgreSQL/,
    preload: `import fs from 'node:fs';
      import { syncBuiltinESMExports } from 'node:module';
      fs.statfsSync = () => ({ type: 0x6969 });
      syncBuiltinESMExports()`,
  },
];

describe('a process on the embedded database', () => {
  const original = temporaryFolder();
  const path = `/api/${randomUUID()}/tasks`;

  before(async () => {
    const service = startProcess({ DATA_DIR: original });
    const address = await service.listening();
    await service.line('ready');
    const body = { title: 'x'.repeat(200), description: 'y'.repeat(1_000) };
    await Promise.all(Array.from({ length: TASKS }, () => ask('POST', address + path, { body })));
    service.child.kill('SIGTERM');
    expect(await service.gone).to.equal(0);
  });

  for (const { title, prepare, says, preload, status = 69 } of CASES) {
    it(`refuses a folder ${title}, with status ${status} and one line that says what to do, and changes no data`, async () => {
      const folder = temporaryFolder();
      cpSync(original, folder, { recursive: true });
      prepare(join(folder, 'taskport.db'), folder);
      const before = contentOf(folder);
      const service = startProcess({ DATA_DIR: folder, ...(preload && preloaded(preload)) });
      const serves = service.line('ready').then(
        ({ msg }) => msg,
        () => service.gone,
      );
      expect(await Promise.race([service.gone, serves]), service.errors()).to.equal(status);
      expect(service.errors())
        .to.match(/^[^\n]+\n$/)
        .and.match(says)
        .and.include(folder);
      expect(contentOf(folder)).to.deep.include(before);
    });
  }

  it('serves the tasks of an undamaged copy of its data folder', async () => {
    const folder = temporaryFolder();
    cpSync(original, folder, { recursive: true });
    const service = startProcess({ DATA_DIR: folder });
    const address = await service.listening();
    await service.line('ready');
    expect((await ask('GET', `${address + path}?limit=100`)).json).to.have.length(100);
    service.child.kill('SIGKILL');
    await service.gone;
  });

  it('exits with status 70 when its database thread crashes, so that a service manager restarts it', async () => {
    const crash = `import { isMainThread } from 'node:worker_threads';
      if (!isMainThread) setTimeout(() => { throw new Error('crash of the thread'); }, 300)`;
    const service = startProcess({ DATA_DIR: temporaryFolder(), ...preloaded(crash) });
    await service.line('ready');
    expect(await service.gone).to.equal(70);
    expect(await service.line('the database thread has crashed')).to.have.nested.property(
      'err.message',
      'crash of the thread',
    );
  });
});

/** Returns the content of each data file in a folder, by path. The lock and pid files are not data. */
function contentOf(folder: string): Record<string, Buffer> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = names
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => !/\/(lock|lock-journal|pid)$/.test(file));
  return Object.fromEntries(files.map((file) => [file, readFileSync(file)]));
}

function preloaded(source: string): Record<string, string> {
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(source)}` };
}
