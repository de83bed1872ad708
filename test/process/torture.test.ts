import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { administer } from '../../tools/support/machine/administer.ts';
import { temporaryFolder } from '../../tools/support/temporary-folder.ts';
import { type Report, render } from '../../tools/torture/report.ts';
import { torture } from '../../tools/torture/torture.ts';
import { createDatabase, hasPostgres } from '../support/postgres/postgres.ts';
import { type ServiceProcess, startProcess } from '../support/service/process.ts';
import { memory } from '../support/service/stores.ts';

/** The seed of the clients' random decisions. A failing test prints the seed; set SEED to repeat the decisions. */
const SEED = Number(process.env.SEED ?? randomInt(2 ** 32));
const SETTINGS = { seed: SEED, seconds: 6, clients: 16, users: 5, retrySeconds: 30 };

/** The number of responses that the clients receive between two injected faults. */
const ANSWERS_PER_FAULT = 20;

const TERMINATE_CONNECTIONS =
  'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()';

describe('the service under random requests and faults', function () {
  // On a slow machine, a client may still retry for `retrySeconds` (30 s) after the end of the run.
  this.timeout(120_000);

  it('breaks no guarantee of the API on the memory store', async () => {
    const { url } = await memory.service();
    expectNothingBroken(await torture({ ...SETTINGS, urls: () => [url] }));
  });

  it('breaks no guarantee of the API on PostgreSQL while its two processes are killed in turn and connections are terminated', async function () {
    if (!hasPostgres()) this.skip();
    const database = await createDatabase();
    const servers = await Promise.all([serve({ DATABASE_URL: database }), serve({ DATABASE_URL: database })]);
    const { report, rounds } = await tortureWithFaults(servers, async (round) => {
      await administer(database, TERMINATE_CONNECTIONS);
      await servers[round % 2]?.killAndRestart();
    });
    expectNothingBroken(report);
    expect(rounds, 'each process killed').to.be.at.least(2);
    const { gone, outdated, unseen } = report.missed;
    expect(gone + outdated + unseen).to.be.at.least(1);
    for (const server of servers) await server.kill();
  });

  it('breaks no guarantee of the API on the embedded database when its process is killed and restarted', async () => {
    const server = await serve({ DATA_DIR: temporaryFolder() });
    const { report, rounds } = await tortureWithFaults([server], async (round) => {
      if (round === 0) await server.killAndRestart();
    });
    expectNothingBroken(report);
    expect(rounds).to.be.at.least(1);
    await server.kill();
  });
});

describe('the torture program, which sends random requests and checks the responses', () => {
  it('exits with status 0 and prints its seed when the service breaks no guarantee', async () => {
    const { url } = await memory.service();
    const { status, output } = await run({ URL: url, SECONDS: '1', CLIENTS: '4', SEED: '7' });
    expect(output).to.match(/^SEED=7, /);
    expect(output).to.match(/\nNothing was broken\. SEED=7\n$/);
    expect(status).to.equal(0);
  });

  it('exits with status 2 and names every wrong setting', async () => {
    const { status, errors } = await run({ URL: 'nowhere', CLIENTS: 'many' });
    expect(errors).to.include('URL must be').and.include('CLIENTS must be');
    expect(status).to.equal(2);
  });

  it('exits with status 2 and says what to do when no service answers', async () => {
    const { status, errors } = await run({ URL: 'http://127.0.0.1:1' });
    expect(errors).to.include('Nothing answers at http://127.0.0.1:1. Start a Taskport with `make start`');
    expect(status).to.equal(2);
  });
});

async function run(environment: Record<string, string>): Promise<{ status: number; output: string; errors: string }> {
  const child = spawn(process.execPath, ['tools/torture/main.ts'], { env: environment });
  const [output, errors, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { status, output, errors };
}

function expectNothingBroken(report: Report): void {
  expect(report.breaches, render(report)).to.deep.equal([]);
  expect(report.changes).to.be.at.least(1);
}

/** A service process that can be killed and restarted. */
interface Server {
  /** The URL of the service, or undefined while the process is not ready. */
  readonly url: string | undefined;
  kill(): Promise<void>;
  killAndRestart(): Promise<void>;
}

async function serve(environment: Record<string, string>): Promise<Server> {
  let service: ServiceProcess;
  let url: string | undefined;

  async function start(): Promise<void> {
    service = startProcess({ LOG_LEVEL: 'info', ...environment });
    const address = await service.listening();
    await service.line('ready');
    url = address;
  }

  async function kill(): Promise<void> {
    service.child.kill('SIGKILL');
    url = undefined;
    await service.gone;
  }

  await start();
  return {
    get url() {
      return url;
    },
    kill,
    async killAndRestart() {
      await kill();
      await start();
    },
  };
}

/** Sends random requests to the servers, and injects a fault after every ANSWERS_PER_FAULT responses. */
async function tortureWithFaults(
  servers: readonly Server[],
  injectFault: (round: number) => Promise<void>,
): Promise<{ report: Report; rounds: number }> {
  let answers = 0;
  let rounds = 0;
  let injecting: Promise<void> | undefined;
  const report = await torture({
    ...SETTINGS,
    urls: () => servers.flatMap(({ url }) => url ?? []),
    onAnswer() {
      answers++;
      if (answers < ANSWERS_PER_FAULT || injecting !== undefined) return;
      injecting = injectFault(rounds).then(() => {
        answers = 0;
        rounds++;
        injecting = undefined;
      });
    },
  });
  await injecting;
  return { report, rounds };
}
