import { expect } from 'chai';
import { stopPostgres } from './postgres/postgres.ts';
import { killProcesses } from './service/process.ts';
import { closeServices } from './service/service.ts';

/** Warnings of Node, such as of a listener leak. They fail the run. */
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
