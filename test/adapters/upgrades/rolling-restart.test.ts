import { randomInt, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { migrations } from '../../../src/adapters/postgres/migrations/list.ts';
import { administer } from '../../../tools/support/machine/administer.ts';
import { render } from '../../../tools/torture/report.ts';
import { torture } from '../../../tools/torture/torture.ts';
import { NEXT_MIGRATION, NEXT_RELEASE } from '../../support/postgres/next-release.ts';
import { createDatabase, hasPostgres } from '../../support/postgres/postgres.ts';
import { type ServiceProcess, startProcess } from '../../support/service/process.ts';

const SEED = Number(process.env.SEED ?? randomInt(2 ** 32));
const SETTINGS = { seed: SEED, seconds: 12, clients: 16, users: 5, retrySeconds: 30 };

/** The number of writes that must be answered before the next step of the rolling restart. */
const ANSWERS_PER_STEP = 20;

/** The releases of two processes during a rolling restart: a process is replaced when its successor is ready. */
const STEPS: readonly (readonly Release[])[] = [
  ['this', 'this', 'next'],
  ['this', 'next'],
  ['this', 'next', 'next'],
  ['next', 'next'],
];

type Release = 'this' | 'next';

interface Running extends ServiceProcess {
  readonly release: Release;
  readonly url: string;
}

describe('two releases on one PostgreSQL database', function () {
  this.timeout(120_000);
  let database: string;

  before(function () {
    // The test makes the next release from the sources, which a packed program does not have.
    if (!hasPostgres() || process.env.TASKPORT_PROGRAM !== undefined) this.skip();
  });

  beforeEach(async () => {
    database = await createDatabase();
  });

  async function start(release: Release): Promise<Running> {
    const own = { DATABASE_URL: database, STOP_DELAY: '1', LOG_LEVEL: 'info' };
    const service = startProcess({ ...own, ...(release === 'next' && NEXT_RELEASE) });
    const url = await service.listening();
    await service.line('ready');
    return { ...service, release, url };
  }

  it(`lose, repeat and skip no write while a rolling restart replaces the older release by the newer one (SEED=${SEED})`, async () => {
    let running = [await start('this'), await start('this')];
    const stopped: Promise<number | NodeJS.Signals>[] = [];
    let [answers, seen] = [0, 0];
    let stepping: Promise<void> | undefined;

    async function step(releases: readonly Release[]): Promise<void> {
      const [first, ...others] = running;
      if (releases.length > running.length) running = [...running, await start('next')];
      else if (first !== undefined) {
        running = others;
        first.child.kill('SIGTERM');
        stopped.push(first.gone);
        await first.gone;
      }
      expect(running.map(({ release }) => release)).to.deep.equal(releases);
    }

    const report = await torture({
      ...SETTINGS,
      urls: () => running.map(({ url }) => url),
      onAnswer() {
        const releases = STEPS[seen];
        if (++answers < ANSWERS_PER_STEP || stepping !== undefined || releases === undefined) return;
        stepping = step(releases).then(() => {
          [answers, seen, stepping] = [0, seen + 1, undefined];
        });
      },
    });
    await stepping;
    expect(report.breaches, render(report)).to.deep.equal([]);
    expect(report.changes).to.be.at.least(ANSWERS_PER_STEP * STEPS.length);
    // A slow machine may not finish all steps, but both releases must have served at the same time.
    expect(seen, 'steps of the rolling restart').to.be.at.least(2);
    expect(new Set(await Promise.all(stopped))).to.deep.equal(new Set([0]));
    for (const { child } of running) child.kill('SIGKILL');
  });

  it('conflict once the newer one has migrated it: the older one exits with status 78 and an error that names both schemas', async () => {
    expect(await startProcess({ DATABASE_URL: database, ...NEXT_RELEASE }, 'migrate').gone).to.equal(0);
    const before = await administer(database, 'select * from mikro_orm_migrations order by id');
    const own = migrations.at(-1)?.name;
    for (const argument of [[], ['migrate']]) {
      const older = startProcess({ DATABASE_URL: database }, ...argument);
      expect(await older.gone).to.equal(78);
      expect(older.errors()).to.equal(
        `The database cannot be used: the database has schema ${NEXT_MIGRATION}, and this release knows up to ${own}. ` +
          'Use the release that wrote it, or a newer one\n',
      );
    }
    expect(await administer(database, 'select * from mikro_orm_migrations order by id')).to.deep.equal(before);
  });

  it('conflict once the newer one has migrated it: a command of the older one exits with status 78 and writes no row', async () => {
    expect(await startProcess({ DATABASE_URL: database, ...NEXT_RELEASE }, 'migrate').gone).to.equal(0);
    const command = startProcess({ DATABASE_URL: database }, 'token', 'create', 'x', '--user', randomUUID());
    expect(await command.gone).to.equal(78);
    expect(command.errors()).to.include(`the database has schema ${NEXT_MIGRATION}`);
    expect(await administer(database, 'select * from api_tokens')).to.deep.equal([]);
  });

  it('conflict once the newer one has migrated it: the older one exits with status 78 even if it has several workers', async () => {
    expect(await startProcess({ DATABASE_URL: database, ...NEXT_RELEASE }, 'migrate').gone).to.equal(0);
    expect(await startProcess({ DATABASE_URL: database, WORKERS: '2' }).gone).to.equal(78);
  });
});
