import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from 'chai';
import fc from 'fast-check';
import { type Answer, ask } from '../../../../tools/support/client.ts';
import { errorIn, etagOf, seqOf, taskIn } from '../../../support/answers.ts';
import { SEED } from '../../../support/seed.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { times } from '../../../support/times.ts';
import { newUserForEach } from '../test-user.ts';
import { expectReplay, post, send, toggle, type WriteRequest } from '../write-requests.ts';

/** The contract tests for idempotency keys of concurrent and repeated requests. */
export function keyConcurrencyContract(store: StoreUnderTest): void {
  describe(`an Idempotency-Key of concurrent requests on ${store.name}`, () => {
    const user = newUserForEach(store);

    it('lets only one of a hundred different requests with the same key execute', async () => {
      const requests = times(100, (i) => post(user, { title: `${i}` }));
      const answers = await Promise.all(requests.map((request) => send(request, 'key')));
      for (const answer of answers.filter(({ status }) => status !== 201)) {
        if (answer.status === 409) errorIn(answer, 409, 'idempotency_key_in_use');
        else errorIn(answer, 422, 'idempotency_key_reused');
      }
      const winner = answers.findIndex(({ status }) => status === 201);
      expect(await user.log()).to.have.length(1);
      expectReplay(await send(requests[winner] as WriteRequest, 'key'), answers[winner] as Answer);
    });

    it('makes a write execute once when its client disconnects and retries', async () => {
      await Promise.all(
        times(20, async (i) => {
          for (let loss = 0; loss < 3; loss++) await sendAndDisconnect(post(user, { title: `${i}` }), `key-${i}`);
          taskIn(await sendUntilFree(post(user, { title: `${i}` }), `key-${i}`), 201);
        }),
      );
      expect(await user.log()).to.have.length(20);
    });

    it(`makes each of 201 toggles execute once when clients send each toggle three times (SEED=${SEED})`, async () => {
      const url = await user.createTaskUrl();
      const keys = times(201, (i) => `key-${i}`);
      const sent = [...keys, ...keys, ...keys];
      const shuffled = fc.shuffledSubarray(sent, { minLength: sent.length, maxLength: sent.length });
      const left = fc.sample(shuffled, { seed: SEED, numRuns: 1 })[0] as string[];
      const answers = new Map<string, Answer[]>(keys.map((key) => [key, []]));
      async function client(): Promise<void> {
        for (let key = left.pop(); key !== undefined; key = left.pop()) {
          answers.get(key)?.push(await sendUntilFree(toggle(url), key));
        }
      }
      await Promise.all(times(40, client));
      const seqs = new Set<number>();
      for (const all of answers.values()) {
        const first = all.find(({ headers }) => headers['idempotency-replayed'] === undefined) as Answer;
        seqs.add(seqOf(first));
        for (const answer of all) if (answer !== first) expectReplay(answer, first);
      }
      expect([...seqs].toSorted((a, b) => a - b)).to.deep.equal(times(201, (i) => i + 2));
      const answer = await ask('GET', url);
      expect([taskIn(answer, 200).completed, etagOf(answer)]).to.deep.equal([true, '"202"']);
    });
  });
}

/** Repeats a write while another request with its idempotency key is in flight, and returns the last response. */
async function sendUntilFree(write: WriteRequest, key: string): Promise<Answer> {
  const answer = await send(write, key);
  return answer.json?.code === 'idempotency_key_in_use' ? await sendUntilFree(write, key) : answer;
}

/** Sends a write, and disconnects before the response arrives. */
async function sendAndDisconnect({ method, url, body }: WriteRequest, key: string): Promise<void> {
  const { hostname, port, pathname } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  const json = JSON.stringify(body);
  const head = `${method} ${pathname} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${json.length}`;
  socket.end(`${head}\r\nIdempotency-Key: ${key}\r\n\r\n${json}`, () => socket.destroy());
  await once(socket, 'close');
}
