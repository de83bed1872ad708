import { randomInt } from 'node:crypto';
import type { OutgoingRequest, Reply } from './clients/exchange.ts';

export interface Settings {
  /** The current base URLs of the servers; they may change during the run. */
  readonly urls: () => readonly string[];
  /** The seed of every random decision. */
  readonly seed: number;
  /** The number of seconds in which clients send new requests. */
  readonly seconds: number;
  readonly clients: number;
  /** The number of users. Half of the clients share the first user; the rest are divided among the other users. */
  readonly users: number;
  /** The number of seconds after the run in which clients retry requests that got no final response. */
  readonly retrySeconds: number;
  /** Called every second with a line of progress. */
  readonly onProgress?: (line: string) => void;
  /** Called for every write that got a final response, which is one that does not ask for a retry. */
  readonly onAnswer?: () => void;
  /** Called for every complete response, including those that ask for a retry. */
  readonly onReply?: (request: OutgoingRequest, reply: Reply) => void;
}

/** The error for invalid environment variables; its message lists each of them. */
export class SettingsError extends Error {}

const SEEDS = 2 ** 32;
const DEFAULTS = { URL: 'http://127.0.0.1:8000', SECONDS: '20', CLIENTS: '32', RETRY_SECONDS: '30' };

/**
 * Returns the settings from environment variables; an empty variable gets its default, as if not set.
 *
 * @throws SettingsError naming every invalid variable
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
    retrySeconds: whole('RETRY_SECONDS', DEFAULTS.RETRY_SECONDS, 1, 600),
  };
  if (mistakes.length > 0) throw new SettingsError(`The environment is wrong:\n${mistakes.join('\n')}`);
  return settings;
}

/** Returns the default number of users: one shared by half of the clients, and one for every two other clients. */
function defaultUsers(clients: number): number {
  return 1 + Math.floor(clients / 4);
}
