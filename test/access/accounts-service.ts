import { expect } from 'chai';
import { temporaryFolder } from '../../tools/support/temporary-folder.ts';
import { createDatabase, hasPostgres } from '../support/postgres/postgres.ts';
import { type ServiceProcess, startProcess } from '../support/service/process.ts';
import { command, cookieOf, type Ended, type Headers, post, type Send, withCookie } from './requests.ts';

/** A kind of database on which a service with accounts runs. */
export interface Place {
  readonly name: string;
  readonly missing: boolean;
  /** The number of workers on this database: two if workers can share it, else one. */
  readonly workers: string;
  open(): Promise<Headers>;
}

export const PLACES: readonly Place[] = [
  { name: 'SQLite', missing: false, workers: '1', open: async () => ({ DATA_DIR: temporaryFolder() }) },
  {
    name: 'PostgreSQL',
    missing: !hasPostgres(),
    workers: '2',
    open: async () => ({ DATABASE_URL: await createDatabase() }),
  },
];

export const ADMINISTRATOR = { email: 'ann@example.com', password: 'correct horse battery', name: 'Ann' };

/** A running service with accounts, whose administrator has signed up. */
export interface AccountsService {
  readonly url: string;
  readonly process: ServiceProcess;
  /** The id of the administrator. */
  readonly user: string;
  readonly cookie: string;
  /** Sends a request as a page of the service does when the administrator is signed in. */
  readonly send: Send;
  /** Runs a `taskport` command on the database of the service. */
  run(args: readonly string[], input?: string): Promise<Ended>;
  /** Stops the service, and starts it on the same database. */
  restart(): Promise<AccountsService>;
  stop(): Promise<void>;
}

export async function startAccounts(place: Headers, more: Headers = {}): Promise<AccountsService> {
  const environment = { AUTH_SECRET: 'a secret of at least thirty-two characters', ...place, ...more };
  const service = await start(environment);
  const signedUp = await post(service.url, 'sign-up/email', ADMINISTRATOR);
  expect(signedUp.status, signedUp.text).to.equal(200);
  return assembled(environment, service, signedUp.json.user.id, cookieOf(signedUp));
}

async function start(environment: Headers) {
  const process = startProcess(environment);
  const url = await process.listening();
  await process.lines('ready', Number(environment.WORKERS ?? 1));
  return { process, url };
}

function assembled(
  environment: Headers,
  { process, url }: { readonly process: ServiceProcess; readonly url: string },
  user: string,
  cookie: string,
): AccountsService {
  const stop = async () => {
    process.child.kill('SIGTERM');
    expect(await process.gone, process.errors()).to.equal(0);
  };
  return {
    ...{ url, process, user, cookie, stop },
    send: withCookie(url, cookie),
    run: (args, input) => command(environment, args, input),
    async restart() {
      await stop();
      return assembled(environment, await start(environment), user, cookie);
    },
  };
}
