import { randomInt } from 'node:crypto';
import type { Ask, Reply } from './clients/client.ts';

export interface Settings {
  /** The addresses that answer now; servers may come and go, and come back elsewhere. */
  readonly urls: () => readonly string[];
  /** What every decision comes from. */
  readonly seed: number;
  /** How long clients begin new things. */
  readonly seconds: number;
  readonly clients: number;
  /** Half of the clients share the first user; the others are spread over the rest. */
  readonly users: number;
  /** For how many seconds after that what is still unanswered is asked again. */
  readonly patience: number;
  /** Told what has been done so far, every second. */
  readonly onProgress?: (line: string) => void;
  /** Told of every write that has its answer. */
  readonly onAnswer?: () => void;
  /** Told of every reply that was heard to its end, "try again" included. */
  readonly onReply?: (ask: Ask, reply: Reply) => void;
}

/** The environment is wrong; the message lists every mistake. */
export class SettingsError extends Error {}

/** What the seed is chosen from, and what is left out. */
const SEEDS = 2 ** 32;
const DEFAULTS = { URL: 'http://127.0.0.1:8000', SECONDS: '20', CLIENTS: '32', PATIENCE: '30' };

/**
 * Settings from environment variables, where what is empty counts as not set.
 *
 * @throws SettingsError naming every variable that is wrong
 */
export function parseSettings(variables: Readonly<Record<string, string | undefined>>): Settings {
  const mistakes: string[] = [];
  const text = (name: string, fallback: string) => variables[name] || fallback;

  function whole(name: string, fallback: string, least: number, most: number): number {
    const given = text(name, fallback);
    const number = Number(given);
    if (/^\d+$/.test(given) && number >= least && number <= most) return number;
    mistakes.push(`  ${name} must be a whole number from ${least} to ${most}`);
    return least;
  }

  const urls = text('URL', DEFAULTS.URL)
    .split(',')
    .map((part) => URL.parse(part.trim()));
  const origins = urls.flatMap((url) => (url?.protocol === 'http:' ? [url.origin] : []));
  if (origins.length < urls.length) mistakes.push('  URL must be one or more of http://host:port, separated by commas');
  const clients = whole('CLIENTS', DEFAULTS.CLIENTS, 1, 1000);
  const settings = {
    urls: () => origins,
    seed: whole('SEED', String(randomInt(SEEDS)), 0, SEEDS - 1),
    seconds: whole('SECONDS', DEFAULTS.SECONDS, 1, 3600),
    clients,
    users: whole('USERS', String(defaultUsers(clients)), 1, 1000),
    patience: whole('PATIENCE', DEFAULTS.PATIENCE, 1, 600),
  };
  if (mistakes.length > 0) throw new SettingsError(`The environment is wrong:\n${mistakes.join('\n')}`);
  return settings;
}

/** One for half of the clients, and one for every two of the rest. */
function defaultUsers(clients: number): number {
  return 1 + Math.floor(clients / 4);
}
