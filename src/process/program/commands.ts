import { token, user } from './access-commands.ts';
import type { Command } from './command.ts';
import { check, healthcheck, migrate, serve, torture, version } from './service-commands.ts';
import { backup, copy, exportTasks, importTasks, restore } from './store-commands.ts';

/** The commands of the program, in the order in which `taskport --help` lists them. */
export const COMMANDS: readonly Command[] = [
  ...[serve, migrate, check, healthcheck],
  ...[user, token],
  ...[backup, restore, exportTasks, importTasks, copy],
  ...[torture, version],
];
