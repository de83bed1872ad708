import fc from 'fast-check';
import { talk } from '../../support/client.ts';
import { answerIn, type HostileRequest, hostileRequest, written } from '../../support/hostile-requests.ts';
import type { ReplyChecker } from '../checks/reply-checker.ts';

const CONCURRENCY = 16;

/** Sends `count` random malformed or malicious requests, and checks the responses; returns the number of responses. */
export async function sendHostile(url: string, checker: ReplyChecker, count: number, seed: number): Promise<number> {
  const requests = fc.sample(hostileRequest, { numRuns: count, seed });
  let answered = 0;
  const each = async () => {
    for (let request = requests.pop(); request !== undefined; request = requests.pop()) {
      if (await sendOne(url, checker, request)) answered++;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, each));
  return answered;
}

async function sendOne(url: string, checker: ReplyChecker, request: HostileRequest): Promise<boolean> {
  const sent = performance.now();
  // A failed connection is treated as a missing response, because a fault may have stopped the service.
  const said = await talk(url, ...written(request)).catch(() => '');
  const { status, text } = answerIn(said);
  if (Number.isNaN(status)) return false;
  checker.check({
    what: `${request.method} ${request.path} (hostile)`,
    status,
    text,
    sent,
    received: performance.now(),
  });
  return true;
}
