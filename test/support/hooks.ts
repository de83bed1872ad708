import { stopPostgres } from './postgres.ts';
import { killProcesses } from './process.ts';
import { closeServices } from './service.ts';

export const mochaHooks = {
  async afterAll(): Promise<void> {
    killProcesses();
    await closeServices();
    await stopPostgres();
  },
};
