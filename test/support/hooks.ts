import { expect } from 'chai';
import { stopPostgres } from './postgres/postgres.ts';
import { killProcesses } from './service/process.ts';
import { closeServices } from './service/service.ts';

/** Process warnings of Node, such as a listener leak. Any warning fails the test run. */
const warnings: Error[] = [];
process.on('warning', (warning) => warnings.push(warning));

export const mochaHooks = {
  async afterAll(): Promise<void> {
    killProcesses();
    await closeServices();
    await stopPostgres();
    expect(warnings).to.deep.equal([]);
  },
};
