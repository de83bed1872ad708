import { stopPostgres } from './postgres.ts';
import { closeServices } from './service.ts';

export const mochaHooks = {
  async afterAll(): Promise<void> {
    await closeServices();
    await stopPostgres();
  },
};
