import { execFile } from 'node:child_process';
import { expect } from 'chai';
import { type Answer, ask } from '../../tools/support/client.ts';

/** Makes each request use a new connection, because connections are distributed to the workers in turn. */
const CLOSE = { Connection: 'close' };

/** The header that a browser adds to a request from a page of the service itself. */
export const OWN_PAGE = { 'Sec-Fetch-Site': 'same-origin' };

export type Headers = Readonly<Record<string, string>>;

/** Sends a request with a credential to a path below `/api/me`. */
export type Send = (method: string, path: string, body?: unknown, more?: Headers) => Promise<Answer>;

/** Returns a function that sends requests below `/api/me` with these headers. */
export function sender(url: string, headers: Headers): Send {
  return (method, path, body, more = {}) =>
    ask(method, `${url}/api/me${path}`, { headers: { ...CLOSE, ...headers, ...more }, body });
}

export function withToken(url: string, token: string): Send {
  return sender(url, { Authorization: `Bearer ${token}` });
}

/** Returns a function that sends requests as a page of the service does, with this session cookie. */
export function withCookie(url: string, cookie: string): Send {
  return sender(url, { Cookie: cookie, ...OWN_PAGE });
}

/** Sends a POST to a path below `/api/auth`. */
export function post(url: string, path: string, body: unknown, headers: Headers = {}): Promise<Answer> {
  return ask('POST', `${url}/api/auth/${path}`, { headers: { ...CLOSE, ...headers }, body });
}

/** Returns the cookies that an answer sets, as a `Cookie` header. */
export function cookieOf({ headers }: Answer): string {
  const cookies = headers['set-cookie']?.map((cookie) => cookie.split(';')[0]);
  expect(cookies).to.have.length.at.least(1);
  return (cookies as string[]).join('; ');
}

/** Returns the status and the error code of an answer. */
export function refusalOf({ status, json }: Answer): [number, string] {
  return [status, json?.code];
}

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

/** Runs `node src/main.ts` with arguments, and `input` as its standard input. */
export function command(environment: Headers, args: readonly string[], input = ''): Promise<Ended> {
  const env = { PATH: process.env.PATH ?? '', ENVIRONMENT: 'test', ...environment };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ['src/main.ts', ...args], { env }, (error, out, errors) =>
      resolve({ code: Number(error?.code ?? 0), out, errors }),
    );
    child.stdin?.end(input);
  });
}
