import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import { type CryptoKey, exportJWK, generateKeyPair, jwtVerify } from 'jose';
import { Connection } from '../../support/load/connection.ts';
import { request } from '../../support/load/requests/operations.ts';
import { processTreeOf, usageOf, usedBetween } from '../../support/machine/process-usage.ts';
import { printLine } from '../../support/print-line.ts';
import { runTool } from '../../support/run-tool.ts';
import { effort } from '../../support/settings.ts';
import { spread } from '../../support/statistics.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { KINDS } from '../environment/server-kinds.ts';
import { ServerProcess } from '../environment/server-process.ts';
import { inTurn } from '../turns.ts';
import { bearer, ISSUER, signToken } from './issuer.ts';

// Measures the processor time that verifying a bearer token adds to a request, over 100 connections, on the embedded
// store. Compares no token (open mode), the same ES256 token in all requests, and a new token in each request. For
// comparison, verifies the same tokens without a service, with jose, the library that the service uses.
//
//     make tokens [ROUNDS=3] [SECONDS=3]

const CONNECTIONS = 100;
/** The number of tokens: six times as many as the service caches, so that it must verify a token again at each use. */
const TOKENS = 60_000;

interface Case {
  readonly name: string;
  /** Measures for the given time; resolves with the processor time per request, in microseconds. */
  measure(milliseconds: number): Promise<number>;
}

await runTool(async (stack) => {
  const { rounds, seconds } = effort();
  const user = randomUUID();
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const open = await start(stack, {});
  const required = await start(stack, { ...ISSUER, JWKS_URL: await serveKeys(stack, publicKey), RATE_LIMIT: '0' });
  printLine(`Signing ${TOKENS} tokens …`);
  const tokens: string[] = [];
  for (let i = 0; i < TOKENS; i++) tokens.push(await signToken(user, `${i}`, 'ES256', privateKey));
  const one = await signToken(user, 'one', 'ES256', privateKey);

  const cases: readonly Case[] = [
    await overHttp('open mode, no token', open, user, ['']),
    await overHttp('one token in all requests', required, 'me', [bearer(one)]),
    await overHttp('a new token in each request', required, 'me', tokens.map(bearer)),
    { name: 'verifying alone, with jose', measure: (milliseconds) => verifyAlone(tokens, publicKey, milliseconds) },
  ];
  const measured = new Map<Case, number[]>(cases.map((each) => [each, []]));
  for (const each of cases) await each.measure(1_000);
  for (let round = 0; round < rounds; round++) {
    for (const each of inTurn(cases, round)) measured.get(each)?.push(await each.measure(seconds * 1_000));
  }
  for (const [{ name }, values] of measured) {
    const { median, min, max } = spread(values);
    printLine(`${name}: ${median.toFixed(1)} µs (${min.toFixed(1)} to ${max.toFixed(1)})`);
  }
});

async function start(stack: AsyncDisposableStack, settings: Readonly<Record<string, string>>): Promise<ServerProcess> {
  const { command, environment } = KINDS.sqlite;
  const server = await ServerProcess.start(command, { ...environment, ...settings, DATA_DIR: temporaryFolder() });
  stack.defer(() => server.stop());
  return server;
}

/** Serves the JWK set (public keys) of the issuer; returns its URL. */
async function serveKeys(stack: AsyncDisposableStack, key: CryptoKey): Promise<string> {
  const keys = [{ ...(await exportJWK(key)), kid: 'bench', alg: 'ES256', use: 'sig' }];
  const server = createServer((_, response) => response.end(JSON.stringify({ keys })));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stack.defer(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
}

/** Returns a case to measure: HTTP requests that read one task, sent with each of the given headers in turn. */
async function overHttp(name: string, server: ServerProcess, user: string, headers: readonly string[]): Promise<Case> {
  const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => Connection.open(server.url)));
  const first = connections[0] as Connection;
  const { body } = await first.ask(request('POST', `${user}/tasks`, { title: 'Task' }, headers[0]));
  const path = `${user}/tasks/${JSON.parse(body.toString()).id}`;
  const requests = headers.map((header) => request('GET', path, undefined, header));
  const pids = processTreeOf(server.pid);
  let next = 0;
  return {
    name,
    async measure(milliseconds) {
      const before = usageOf(pids);
      const end = performance.now() + milliseconds;
      let count = 0;
      await Promise.all(
        connections.map(async (connection) => {
          for (; performance.now() < end; count++) await connection.ask(requests[next++ % requests.length] as Buffer);
        }),
      );
      return usedBetween(before, usageOf(pids)) / count;
    },
  };
}

/** Verifies tokens with jose, 100 at a time; returns the processor time of all threads per token, in microseconds. */
async function verifyAlone(tokens: readonly string[], key: CryptoKey, milliseconds: number): Promise<number> {
  const expected = { issuer: ISSUER.JWT_ISSUER, audience: ISSUER.JWT_AUDIENCE, algorithms: ['ES256'] };
  const before = process.cpuUsage();
  const end = performance.now() + milliseconds;
  let count = 0;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      for (; performance.now() < end; count++) await jwtVerify(tokens[count % tokens.length] as string, key, expected);
    }),
  );
  const { user, system } = process.cpuUsage(before);
  return (user + system) / count;
}
