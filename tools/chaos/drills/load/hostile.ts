import { randomInt, randomUUID } from 'node:crypto';
import { statusesIn, talk } from '../../../support/client.ts';
import { sendHostile } from '../../clients/hostile.ts';
import type { Drill } from '../drill.ts';

const REQUESTS = 10_000;
const SMUGGLERS = 50;

export const hostile: Drill = {
  id: 'H1',
  name: 'hostile',
  promise: 'No request, however wrong, is answered 500, ends the service, or carries a second one past it',
  bound: '10,000 requests: 0 × 500, no crash, every refusal says why, 0 smuggled requests done',
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
    verdict.note(`${silent} refusals without a reason`, silent === 0);
    const done = await smuggle(environment.url);
    verdict.note(`${done} of ${SMUGGLERS * PAIRS.length} smuggled requests done`, done === 0);
    const health = await environment.caller.call({ path: '/health' });
    verdict.note(`then healthy: ${health.status === 200 ? 'yes' : 'no'}`, health.status === 200);
  },
};

/** Two ways to say how long a request is, so that another can hide in what one reader takes for its body. */
const PAIRS: readonly ((hidden: string) => string)[] = [
  (hidden) => `Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
  (hidden) => `Transfer-Encoding: chunked\r\nContent-Length: ${hidden.length + 5}\r\n\r\n0\r\n\r\n${hidden}`,
  (hidden) => `Content-Length: 0\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
  (hidden) => `Transfer-Encoding: identity, chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n${hidden}`,
  (hidden) => `Transfer-Encoding : chunked\r\nContent-Length: 0\r\n\r\n${hidden}`,
];

/** How many of the hidden requests had an effect. */
async function smuggle(url: string): Promise<number> {
  let done = 0;
  for (let time = 0; time < SMUGGLERS * PAIRS.length; time++) {
    const tasks = `/api/${randomUUID()}/tasks`;
    const json = 'Host: x\r\nContent-Type: application/json\r\n';
    const hidden = `POST ${tasks} HTTP/1.1\r\n${json}Content-Length: 15\r\n\r\n{"title": "no"}`;
    const wrapped = (PAIRS[time % PAIRS.length] as (typeof PAIRS)[number])(hidden);
    await talk(url, `POST /api/${randomUUID()}/tasks HTTP/1.1\r\n${json}${wrapped}`);
    const list = await talk(url, `GET ${tasks} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    if (statusesIn(list)[0] !== 200 || !list.endsWith('[]')) done++;
  }
  return done;
}
