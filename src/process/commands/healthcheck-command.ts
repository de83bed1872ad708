import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';
import { text } from 'node:stream/consumers';
import type { Config } from '../../../config/env.ts';
import { EXIT_CODES, UsageError } from '../exit-codes.ts';

/** The default and the maximum of the option `--timeout`, in seconds. */
const TIMEOUT = 5;
const MAX_TIMEOUT = 600;

/** Maps each HOST that means every address of the machine to an address to which a client can connect. */
const ANY: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

interface HealthcheckOptions {
  readonly live?: boolean;
  readonly timeout?: string;
}

/** Requests the readiness or liveness probe of the service, and prints the answer. Exits with 1 if it is not 200. */
export async function healthcheck(config: Config, { live = false, timeout }: HealthcheckOptions): Promise<void> {
  const seconds = timeout === undefined ? TIMEOUT : Number(timeout);
  if (!(seconds > 0 && seconds <= MAX_TIMEOUT))
    throw new UsageError(`taskport healthcheck: --timeout must be a number of seconds up to ${MAX_TIMEOUT}`);
  if (config.port === 0)
    throw new UsageError(
      'taskport healthcheck: PORT is 0, which stands for any free port. Set PORT to that of the service',
    );
  const { isHealthy, answer } = await ask(config, live ? '/livez' : '/readyz', seconds * 1000);
  process.stdout.write(`${answer}\n`);
  if (!isHealthy) process.exitCode = EXIT_CODES.no.code;
}

async function ask(
  { host, port, tls }: Config,
  path: string,
  ms: number,
): Promise<{ isHealthy: boolean; answer: string }> {
  const target = { host: ANY[host] ?? host, port, path, agent: false, signal: AbortSignal.timeout(ms) } as const;
  const { promise, resolve, reject } = Promise.withResolvers<{ isHealthy: boolean; answer: string }>();
  // The certificate is not verified: it names the public host, but the request goes to an IP address.
  const request = tls === undefined ? getHttp(target) : getHttps({ ...target, rejectUnauthorized: false });
  request.on('error', reject).on('response', (response) => {
    const { statusCode } = response;
    text(response).then((body) => resolve({ isHealthy: statusCode === 200, answer: `${statusCode} ${body}` }), reject);
  });
  return promise.catch(({ name, message }: Error) => {
    const reason = name === 'AbortError' ? `no answer within ${ms / 1000} s` : message;
    return { isHealthy: false, answer: `${host}:${port}${path}: ${reason}` };
  });
}
