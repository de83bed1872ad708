import { randomInt, randomUUID } from 'node:crypto';
import { statusesIn, talk } from '../../../support/client.ts';
import { sendHostile } from '../../clients/hostile.ts';
import type { Drill } from '../drill.ts';

const REQUESTS = 10_000;
const SMUGGLERS = 50;

export const hostile: Drill = {
  id: 'H1',
  name: 'hostile',
  promise: 'No malformed request gets a 500, crashes the service, or smuggles in a second request',
  bound: '10,000 requests: 0 × 500, no crash, every error has a `detail`, 0 smuggled requests executed',
  excuses: [],
  async run(environment, verdict) {
    const seed = Number(process.env.SEED || randomInt(2 ** 31));
    const answered = await sendHostile(environment.url, environment.checker, REQUESTS, seed);
    const { statuses, findings } = environment.checker;
    const failures = [...statuses].filter(([status]) => status >= 500).reduce((sum, [, count]) => sum + count, 0);
    verdict.note(
      `${answered.toLocaleString('en')} of ${REQUESTS.toLocaleString('en')} answered, ${failures} of them 5xx (SEED=${seed})`,
      answered === REQUESTS && failures === 0,
    );
    const silent = findings.filter(({ check }) => check === 'detail').length;
    verdict.note(`${silent} errors without a \`detail\``, silent === 0);
    const done = await smuggle(environment.url);
    verdict.note(`${done} of ${SMUGGLERS * PAIRS.length} smuggled requests executed`, done === 0);
    const health = await environment.caller.call({ path: '/health' });
    verdict.note(`then healthy: ${health.status === 200 ? 'yes' : 'no'}`, health.status === 200);
  },
};

/** Headers with conflicting body lengths (request smuggling): some parsers would read `hidden` as a second request. */
const PAIRS: readonly ((hidden: string) => string)[] = [
  (hidden) => `Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
  (hidden) => `Transfer-Encoding: chunked\r\nContent-Length: ${hidden.length + 5}\r\n\r\n0\r\n\r\n${hidden}`,
  (hidden) => `Content-Length: 0\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
  (hidden) => `Transfer-Encoding: identity, chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n${hidden}`,
  (hidden) => `Transfer-Encoding : chunked\r\nContent-Length: 0\r\n\r\n${hidden}`,
];

/** Sends requests that smuggle in a second request; returns how many of the second requests were executed. */
async function smuggle(url: string): Promise<number> {
  let done = 0;
  for (let time = 0; time < SMUGGLERS * PAIRS.length; time++) {
    const tasks = `/api/${randomUUID()}/tasks`;
    const json = 'Host: localhost\r\nContent-Type: application/json\r\n';
    const hidden = `POST ${tasks} HTTP/1.1\r\n${json}Content-Length: 15\r\n\r\n{"title": "no"}`;
    const wrapped = (PAIRS[time % PAIRS.length] as (typeof PAIRS)[number])(hidden);
    await talk(url, `POST /api/${randomUUID()}/tasks HTTP/1.1\r\n${json}${wrapped}`);
    const list = await talk(url, `GET ${tasks} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    if (statusesIn(list)[0] !== 200 || !list.endsWith('[]')) done++;
  }
  return done;
}
