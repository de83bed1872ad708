import { expect } from 'chai';
import { ask } from '../../../../tools/support/client.ts';
import { errorIn } from '../../../support/answers.ts';
import { Events } from '../../../support/events.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { EVENT_STREAM } from '../headers.ts';
import { newUserForEach } from '../test-user.ts';

/** The contract tests for choosing a JSON page or an event stream by Accept, and for the first event of the stream. */
export function acceptContract(store: StoreUnderTest): void {
  describe(`the Accept header of GET /changes on ${store.name}`, () => {
    const user = newUserForEach(store);

    const streams = [
      'text/event-stream',
      'TEXT/EVENT-STREAM',
      'text/event-stream, */*;q=0.1',
      'application/json;q=0.5, text/event-stream;q=0.9',
      'text/event-stream;charset=utf-8',
      'application/json;q=0.1, text/event-stream; version="1, 2"',
    ];
    const pages = [
      '*/*',
      '',
      'application/json',
      'application/json;q=1, text/event-stream;q=0.001',
      'text/event-stream;q=0.2, application/*;q=0.3',
      'text/event-stream;q=0',
      'text/event-stream;q=0.0, */*',
      'text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8',
      'application/json, text/event-stream',
      'x-text/event-stream',
      'application/json;indent=2, text/event-stream;q=0.001',
      ';;,',
    ];
    for (const accept of streams) {
      it(`with the value ${accept} selects an event stream with no-store and no-transform in Cache-Control`, async () => {
        const stream = await Events.open(user.changes, { Accept: accept });
        expect([stream.status, stream.headers['content-type']]).to.deep.equal([200, 'text/event-stream']);
        expect(stream.headers['cache-control'])
          .to.match(/no-store/)
          .and.match(/no-transform/);
        stream.cut();
      });
    }
    for (const accept of pages) {
      it(`with the value ${JSON.stringify(accept)} selects a JSON page`, async () => {
        const answer = await ask('GET', user.changes, { headers: { Accept: accept } });
        expect([answer.status, answer.headers['content-type']]).to.deep.equal([200, 'application/json']);
      });
    }

    it('with the value text/event-stream selects a stream that starts at the first change if Last-Event-ID is empty', async () => {
      await user.createTaskUrl();
      const stream = await Events.open(user.changes, { 'Last-Event-ID': '' });
      expect(await stream.next()).to.include({ id: '1' });
      stream.cut();
    });

    it('with the value text/event-stream selects a stream that resumes after ?lastEventId, unless the header Last-Event-ID has a value', async () => {
      for (let i = 0; i < 4; i++) await user.createTaskUrl();
      const cases: [query: string, header: Record<string, string>, first: string][] = [
        ['?lastEventId=2', {}, '3'],
        ['?since=1&lastEventId=2', {}, '3'],
        ['?since=1&lastEventId=', {}, '2'],
        ['?lastEventId=1', { 'Last-Event-ID': '3' }, '4'],
        ['?lastEventId=3', { 'Last-Event-ID': '' }, '4'],
      ];
      for (const [query, header, first] of cases) {
        const stream = await Events.open(`${user.changes}${query}`, header);
        expect(await stream.next(), query).to.include({ id: first });
        stream.cut();
      }
      errorIn(await ask('GET', `${user.changes}?lastEventId=x`, { headers: EVENT_STREAM }), 400, 'bad_request');
    });
  });
}
