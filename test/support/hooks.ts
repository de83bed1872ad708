import { closeServices } from './service.ts';
import { stopPostgres } from './postgres.ts';

export const mochaHooks = {
  async afterAll(): Promise<void> {
    await closeServices();
    await stopPostgres();
  },
};
