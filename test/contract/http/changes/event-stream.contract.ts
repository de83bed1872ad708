import { expect } from 'chai';
import { ask, statusesIn, talk } from '../../../../tools/support/client.ts';
import { errorIn, pageIn, seqOf, taskIn } from '../../../support/answers.ts';
import { Events, type ServerEvent } from '../../../support/events.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { times } from '../../../support/times.ts';
import { EVENT_STREAM } from '../headers.ts';
import { newUserForEach } from '../test-user.ts';
import { send, toggle } from '../write-requests.ts';
import { writeMany } from './concurrent-writers.ts';

/** The contract tests for the change log as server-sent events. */
export function eventStreamContract(store: StoreUnderTest): void {
  describe(`the event stream of GET /changes on ${store.name}`, function () {
    const user = newUserForEach(store);
    this.timeout(40_000);

    const open: Events[] = [];

    afterEach(() => {
      for (const stream of open.splice(0)) stream.cut();
    });

    async function listen(url: string, headers: Record<string, string> = {}): Promise<Events> {
      const stream = await Events.open(url, headers);
      open.push(stream);
      expect(stream.status).to.equal(200);
      return stream;
    }

    it('sends the change log, then each new change as it is made', async () => {
      const url = await user.createTaskUrl();
      await send(toggle(url));
      const stream = await listen(user.changes);
      expect(stream.headers['content-type']).to.match(/^text\/event-stream(;|$)/);
      const events = await stream.take(2);
      expect(stream.retry).to.match(/^\d+$/);
      for (const write of [
        () => ask('PUT', url, { body: { title: 'y' } }),
        () => ask('DELETE', url),
        () => user.undo(4),
      ]) {
        const next = stream.next();
        await write();
        events.push((await next) as ServerEvent);
      }
      const log = await user.log();
      expect(events).to.deep.equal(log.map((change) => ({ id: `${change.seq}`, data: JSON.stringify(change) })));
    });

    it('sends the first change of a user who had no changes when the stream began', async () => {
      const stream = await listen(user.changes);
      const next = stream.next();
      await user.createTaskUrl();
      expect(await next).to.include({ id: '1' });
    });

    it('sends the data of each event on one line, whatever characters the task contains', async () => {
      const title = 'a\nb\r\nid: 99\n\ndata: {}\r\u2028\u2029\u0085 \u{1F980}\uFEFF';
      const task = await user.createTask({ title, description: title });
      const stream = await listen(user.changes);
      const event = await stream.next();
      expect(event?.id).to.equal('1');
      expect(JSON.parse(event?.data as string).task).to.deep.equal(task);
    });

    it('is sent only if Accept names text/event-stream', async () => {
      await user.createTaskUrl();
      for (const Accept of ['*/*', 'application/json', 'text/html, */*;q=0.8']) {
        expect(pageIn(await ask('GET', user.changes, { headers: { Accept } })).changes).to.have.length(1);
      }
      expect(pageIn(await ask('GET', user.changes)).changes).to.have.length(1);
    });

    const choices: [accept: string, isStream: boolean][] = [
      ['text/event-stream', true],
      ['TEXT/Event-Stream', true],
      ['text/html, text/event-stream;q=0.5', true],
      ['text/event-stream;q=0', false],
      ['text/event-stream ; q=0.000', false],
      ['text/event-stream;q=0, */*', false],
      ['text/event-streams', false],
      ['text/plain', false],
    ];
    for (const [accept, isStream] of choices) {
      it(`is ${isStream ? '' : 'not '}sent for Accept: ${accept}`, async () => {
        await user.createTaskUrl();
        const stream = await listen(user.changes, { Accept: accept });
        const type = isStream ? /^text\/event-stream(;|$)/ : /^application\/json$/;
        expect(stream.headers['content-type']).to.match(type);
      });
    }

    it('starts after the seq in the header Last-Event-ID or, without this header, after the seq in the parameter `since`', async () => {
      for (let i = 0; i < 5; i++) await user.createTaskUrl();
      expect(await idsOf(await listen(`${user.changes}?since=3`), 2)).to.deep.equal(['4', '5']);
      expect(await idsOf(await listen(user.changes, { 'Last-Event-ID': '3' }), 2)).to.deep.equal(['4', '5']);
      expect(await idsOf(await listen(`${user.changes}?since=1`, { 'Last-Event-ID': '3' }), 2)).to.deep.equal([
        '4',
        '5',
      ]);
      expect(await idsOf(await listen(`${user.changes}?since=4`, { 'Last-Event-ID': '0' }), 1)).to.deep.equal(['1']);
      expect(await idsOf(await listen(`${user.changes}?since=99`, { 'Last-Event-ID': '4' }), 1)).to.deep.equal(['5']);
      const stream = await listen(`${user.changes}?since=2`, { 'Last-Event-ID': '5' });
      const next = stream.next();
      await user.createTaskUrl();
      expect(await next).to.include({ id: '6' });
    });

    for (const id of ['x', '-1', '+1', '1.5', '1e0', '0x1', '1 2', '1, 1', '"1"', 'null', '१'].map(latin1)) {
      it(`answers 400 to the Last-Event-ID ${id}`, async () => {
        await user.createTaskUrl();
        errorIn(
          await ask('GET', user.changes, { headers: { ...EVENT_STREAM, 'Last-Event-ID': id } }),
          400,
          'bad_request',
        );
      });
    }

    it('answers 410 to a Last-Event-ID beyond the last change', async () => {
      await user.createTaskUrl();
      for (const id of ['2', '1000', `${2 ** 40}`]) {
        const headers = { ...EVENT_STREAM, 'Last-Event-ID': id };
        const detail: unknown = errorIn(await ask('GET', user.changes, { headers }), 410, 'seq_gone');
        expect(detail).to.match(/start over/i);
      }
      const huge = await ask('GET', user.changes, { headers: { ...EVENT_STREAM, 'Last-Event-ID': '9'.repeat(30) } });
      expect(huge.status).to.be.oneOf([400, 410]);
    });

    it('delivers each change once and in order when the connection is cut ten times during writes', async () => {
      const total = 300;
      const followers = times(3, async (i) => {
        const seen: ServerEvent[] = [];
        for (let cut = 0; cut < 10; cut++) {
          const stream = await resume(seen);
          seen.push(...(await stream.take(1 + ((cut * 5 + i) % 20))));
          stream.cut();
        }
        seen.push(...(await (await resume(seen)).take(total - seen.length)));
        return seen;
      });
      await writeMany(user, total);
      const log = await user.log();
      const expected = log.map((change) => ({ id: `${change.seq}`, data: JSON.stringify(change) }));
      for (const seen of await Promise.all(followers)) expect(seen).to.deep.equal(expected);
    });

    it('does not block writers when its client does not read, and can be resumed', async () => {
      const readers: Events[] = [];
      for (let i = 0; i < 4; i++) readers.push(await listen(user.changes));
      const description = '\u0001'.repeat(2000);
      const url = await user.createTaskUrl();
      let left = 1100;
      async function writer(): Promise<void> {
        while (left-- > 0) taskIn(await ask('PUT', url, { body: { description } }), 200);
      }
      await Promise.all(times(16, writer));
      const length = seqOf(await ask('GET', user.tasks));
      expect(length).to.equal(1101);
      for (const reader of readers) {
        const seen: string[] = [];
        for (let stream = reader; seen.length < length; stream = await resume(seen.map((id) => ({ id })))) {
          seen.push(...(await idsOf(stream, length - seen.length)));
        }
        expect(seen).to.deep.equal(times(length, (i) => `${i + 1}`));
      }
    });

    it('serves the next client after a hundred clients have disconnected', async () => {
      const streams = await Promise.all(times(100, () => listen(user.changes)));
      for (const stream of streams) stream.cut();
      const stream = await listen(user.changes);
      const next = stream.next();
      await user.createTaskUrl();
      expect(await next).to.include({ id: '1' });
      expect((await ask('GET', `${user.base}/health`)).status).to.equal(200);
    });

    it('ends at once for a HEAD request', async () => {
      const { pathname } = new URL(user.changes);
      const head = `HEAD ${pathname} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n`;
      const received = await talk(
        user.base,
        `${head}GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
      );
      expect(statusesIn(received)).to.deep.equal([200, 200]);
      expect(received).to.match(/Content-Type: text\/event-stream/i);
    });

    async function resume(seen: readonly { readonly id: string }[]): Promise<Events> {
      const last = seen.at(-1);
      return await listen(`${user.changes}?since=0`, last === undefined ? {} : { 'Last-Event-ID': last.id });
    }
  });
}

async function idsOf(stream: Events, count: number): Promise<string[]> {
  return (await stream.take(count)).map(({ id }) => id);
}

/** Maps each UTF-8 byte of a text to one character, because node:http sends header values as Latin-1. */
function latin1(text: string): string {
  return Buffer.from(text).toString('latin1');
}
