import { randomInt } from 'node:crypto';
import type { OutgoingRequest, Reply } from './clients/exchange.ts';

export interface Settings {
  /** The current addresses of the servers; they may change during the run. */
  readonly urls: () => readonly string[];
  /** The seed of every random decision. */
  readonly seed: number;
  /** How long clients start new requests. */
  readonly seconds: number;
  readonly clients: number;
  /** Half of the clients share the first user; the other users share the other half. */
  readonly users: number;
  /** For how many seconds after the end clients retry unanswered requests. */
  readonly retrySeconds: number;
  /** Called every second. */
  readonly onProgress?: (line: string) => void;
  /** Called for every answered write. */
  readonly onAnswer?: () => void;
  /** Called for every complete reply, "try again" included. */
  readonly onReply?: (request: OutgoingRequest, reply: Reply) => void;
}

/** The environment is wrong; the message lists every mistake. */
export class SettingsError extends Error {}

const SEEDS = 2 ** 32;
const DEFAULTS = { URL: 'http://127.0.0.1:8000', SECONDS: '20', CLIENTS: '32', RETRY_SECONDS: '30' };

/**
 * Returns the settings from environment variables; an empty variable counts as not set.
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
    retrySeconds: whole('RETRY_SECONDS', DEFAULTS.RETRY_SECONDS, 1, 600),
  };
  if (mistakes.length > 0) throw new SettingsError(`The environment is wrong:\n${mistakes.join('\n')}`);
  return settings;
}

/** Returns one user for half of the clients, and one for every two of the others. */
function defaultUsers(clients: number): number {
  return 1 + Math.floor(clients / 4);
}
