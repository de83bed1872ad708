import { expect } from 'chai';
import { stopPostgres } from './postgres/postgres.ts';
import { killProcesses } from './service/process.ts';
import { closeServices } from './service/service.ts';

/** What Node warned of, such as listeners that pile up. */
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
