import { execFile } from 'node:child_process';
import { expect } from 'chai';
import { type ServiceProcess, startProcess } from '../../support/service/process.ts';
import { PROGRAM } from '../../support/service/program.ts';

/** The exit status and the output of a command. */
export interface Ended {
  readonly status: unknown;
  /** The standard error of the command. */
  readonly errors: string;
  /** The standard output of the command. */
  readonly out: string;
}

/** Returns the environment variable that selects a store: the URL of a PostgreSQL database, or a folder. */
export function variablesOf(store: string): Record<string, string> {
  return store.startsWith('postgres:') ? { DATABASE_URL: store } : { DATA_DIR: store };
}

/** Runs a command of the program, such as `export`, on a store. Resolves when the command has exited. */
export function run(store: string, ...args: readonly string[]): Promise<Ended> {
  return runWith(variablesOf(store), ...args);
}

/** Runs a command of the program with only these environment variables. Resolves when the command has exited. */
export function runWith(variables: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Ended> {
  const [command, ...before] = PROGRAM;
  const env = { PATH: process.env.PATH, ENVIRONMENT: 'test', ...variables };
  return new Promise((resolve) => {
    execFile(command, [...before, ...args], { env, maxBuffer: 2 ** 26 }, (error, out, errors) => {
      resolve({ status: error === null ? 0 : (error.code ?? error.signal), errors, out });
    });
  });
}

/** Expects a command to exit with this status, and its standard error to include each of these texts. */
export async function expectRun(ended: Promise<Ended>, status: number, ...texts: readonly string[]): Promise<Ended> {
  const result = await ended;
  expect(result.status, result.errors).to.equal(status);
  for (const text of texts) expect(result.errors).to.include(text);
  return result;
}

/** Starts a service on a store, runs `work` with the address of the service, and stops the service. */
export async function serving<T>(
  store: string,
  work: (base: string, service: ServiceProcess) => Promise<T>,
): Promise<T> {
  const service = startProcess(variablesOf(store));
  const base = await service.listening();
  await service.line('ready');
  try {
    return await work(base, service);
  } finally {
    service.child.kill('SIGTERM');
    await service.gone;
  }
}
