import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { deflateSync, gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { type Answer, ask, statusesIn } from '../../tools/support/client.ts';
import { errorIn, etagOf, seqOf, taskIn } from '../support/answers.ts';
import { Events } from '../support/events.ts';
import type { StoreUnderTest } from '../support/service/stores.ts';

/** What RFC 9110, RFC 8259 and the HTML standard ask of a server, where clients were seen to be surprised. */
export function httpSemanticsContract(store: StoreUnderTest): void {
  describe(`HTTP semantics on ${store.name}`, () => {
    let base: string;
    let mine: string;
    let tasks: string;

    before(async function () {
      if (store.missing) this.skip();
      base = (await store.service()).url;
    });

    beforeEach(() => {
      mine = `/api/${randomUUID()}`;
      tasks = `${base}${mine}/tasks`;
    });

    describe('the body of PATCH …/complete', () => {
      const JSON_TYPE = 'application/json';
      const understood: [body: string | Buffer, type?: string, coding?: string][] = [
        ['{"complete\\u0064": true}'],
        ['{"\\u0063\\u006f\\u006d\\u0070\\u006c\\u0065\\u0074\\u0065\\u0064": true}'],
        [' \n{"completed"\t:\r\ntrue}'],
        ['{"complete\\u0064": true}', 'application/merge-patch+json'],
        ['{"complete\\u0064": true}', 'application/vnd.api+json; charset=UTF-8'],
        ['{"complete\\u0064": true}', 'text/plain;charset=UTF-8'],
        ['{"complete\\u0064": true}', 'application/x-www-form-urlencoded'],
        [gzipSync('{"complete\\u0064": true}'), JSON_TYPE, 'gzip'],
      ];
      for (const [body, type = JSON_TYPE, coding = 'identity'] of understood) {
        it(`sets completed from ${JSON.stringify(body.toString().slice(0, 60))} as ${type}, however often`, async () => {
          const url = await created();
          for (let i = 0; i < 3; i++) {
            expect(taskIn(await toggle(url, body, type, coding), 200).completed).to.equal(true);
          }
        });
      }

      const refused: [body: string | Buffer, type: string, status: number, code: string][] = [
        ['{not JSON', JSON_TYPE, 400, 'malformed_json'],
        ['completed', JSON_TYPE, 400, 'malformed_json'],
        ['{"complete\\u0064": true', JSON_TYPE, 400, 'malformed_json'],
        ["{'completed': true}", JSON_TYPE, 400, 'malformed_json'],
        [Buffer.from([0xff, 0xfe, 0x00]), JSON_TYPE, 400, 'malformed_json'],
        ['{"completed": true, "complete\\u0064": false}', JSON_TYPE, 400, 'malformed_json'],
        ['{"complete\\u0064": "true"}', JSON_TYPE, 422, 'validation_failed'],
        ['{"complete\\u0064": true}', 'application/json; charset=utf-16', 415, 'unsupported_media_type'],
        [`{"completed": true, "a": ${'['.repeat(40)}${']'.repeat(40)}}`, JSON_TYPE, 422, 'validation_failed'],
        ['completed=true', 'application/x-www-form-urlencoded', 415, 'unsupported_media_type'],
        ['complete%64=true', 'application/x-www-form-urlencoded', 415, 'unsupported_media_type'],
        ['{completed: true}', 'text/plain', 415, 'unsupported_media_type'],
        ['{"complete\\u0064": true,}', 'text/plain', 415, 'unsupported_media_type'],
        [Buffer.from('{"completed": true}', 'utf16le'), 'application/octet-stream', 415, 'unsupported_media_type'],
        [Buffer.from('{"completed": true}', 'utf16le'), 'text/plain; charset=utf-16', 415, 'unsupported_media_type'],
        ['[{"op": "replace"}]', 'application/json-patch+json', 415, 'unsupported_media_type'],
        ['{"complete\\u0064": true', 'application/x-amz-json-1.1', 400, 'malformed_json'],
      ];
      for (const [body, type, status, code] of refused) {
        it(`is refused if it is ${JSON.stringify(body.toString().slice(0, 50))} as ${type}, and flips nothing`, async () => {
          const url = await created();
          errorIn(await toggle(url, body, type), status, code);
          expect((await ask('GET', url)).json.completed).to.equal(false);
        });
      }

      it('is ignored if it is blank, whatever its type', async () => {
        const url = await created();
        for (const completed of [true, false]) {
          expect(taskIn(await toggle(url, ' \r\n', JSON_TYPE), 200).completed).to.equal(completed);
        }
      });
    });

    describe('a client that closes its sending side', () => {
      it('gets the answer to its request', async () => {
        const said = await sayAll(postRequest('{"title": "x"}'));
        expect(statusesIn(said)).to.deep.equal([201]);
        expect(said).to.match(/"title":"x".*\}$/);
        expect((await ask('GET', tasks)).json).to.have.length(1);
      });

      it('gets the answers to all requests that it has sent', async () => {
        const list = `GET ${mine}/tasks HTTP/1.1\r\nHost: x\r\n\r\n`;
        const said = await sayAll(`${postRequest('{"title": "x"}')}${list}${list}`);
        expect(statusesIn(said)).to.deep.equal([201, 200, 200]);
      });

      it('gets an answer at once if it waits for changes, with what there is', async () => {
        await created();
        const waiting = `${mine}/changes?since=1&wait=60 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
        expect(await sayAll(`GET ${waiting}`)).to.match(/"changes":\[\],"next_since":1,"end":true\}$/);
      });

      it('gets the end of a stream of events, after what there is', async () => {
        await created();
        const said = await sayAll(`GET ${mine}/changes HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n`);
        expect(said)
          .to.match(/"kind":"created"/)
          .and.match(/\r\n0\r\n\r\n$/);
      });

      it('within a request is told that the request is malformed', async () => {
        const said = await sayAll(postRequest('{"title": "x"}').slice(0, -3));
        expect(statusesIn(said)).to.deep.equal([400]);
        expect((await ask('GET', tasks)).json).to.deep.equal([]);
      });
    });

    describe('If-Match', () => {
      for (const method of ['GET', 'HEAD']) {
        it(`on ${method} answers 412 with the current ETag unless it names the current version`, async () => {
          const url = await created();
          for (const tag of ['"1"', '"7", "1"', '*']) expect((await get(method, url, tag)).status).to.equal(200);
          for (const tag of ['"2"', 'W/"1"', '"x"', '""', '', ',']) {
            const answer = await get(method, url, tag);
            expect([answer.status, answer.headers.etag]).to.deep.equal([412, '"1"']);
            expect(answer.json?.code).to.equal(method === 'HEAD' ? undefined : 'precondition_failed');
          }
          errorIn(await get('GET', url, '1'), 400, 'bad_request');
        });

        it(`on ${method} of a list answers 412 once the list has changed`, async () => {
          await created();
          const tag = etagOf(await ask('GET', tasks));
          expect((await get(method, tasks, tag)).status).to.equal(200);
          await created();
          expect((await get(method, tasks, tag)).status).to.equal(412);
        });
      }

      it('on GET is decided before If-None-Match', async () => {
        const url = await created();
        const headers = { 'If-Match': '"9"', 'If-None-Match': '"1"' };
        expect((await ask('GET', url, { headers })).status).to.equal(412);
        expect((await ask('GET', url, { headers: { ...headers, 'If-Match': '"1"' } })).status).to.equal(304);
      });

      it('on GET of a missing task is not looked at', async () => {
        errorIn(await get('GET', `${tasks}/${randomUUID()}`, '"1"'), 404, 'task_not_found');
      });

      it('on GET of what has no ETag holds only as *', async () => {
        const url = `${base}${mine}/changes`;
        expect([(await get('GET', url, '*')).status, (await get('GET', url, '"1"')).status]).to.deep.equal([200, 412]);
        const stream = { Accept: 'text/event-stream', 'If-Match': '"1"' };
        expect((await ask('GET', url, { headers: stream })).status).to.equal(412);
      });

      for (const [header, value] of [
        ['If-Match', '"1"'],
        ['If-Match', 'W/"1"'],
        ['If-None-Match', '*'],
      ] as const) {
        it(`on POST …/tasks: ${header}: ${value} cannot hold, so nothing is created`, async () => {
          const answer = await ask('POST', tasks, { body: { title: 'x' }, headers: { [header]: value } });
          errorIn(answer, 412, 'precondition_failed');
          expect((await ask('GET', tasks)).json).to.deep.equal([]);
        });
      }

      it('of * on POST …/tasks holds, as there is a list', async () => {
        taskIn(await ask('POST', tasks, { body: { title: 'x' }, headers: { 'If-Match': '*' } }), 201);
        errorIn(await ask('POST', tasks, { body: { title: 'x' }, headers: { 'If-Match': '1' } }), 400, 'bad_request');
      });

      for (const [sent, meant] of [
        ['W/"1"', '"1"'],
        ['"1-gzip"', '"1"'],
        ['"1;gzip"', '"1"'],
        ['"1--gzip"', '"1"'],
        ['W/"1-br"', '"1"'],
      ]) {
        it(`of ${sent} answers 412, and says that a proxy has changed the tag and what to send`, async () => {
          const url = await created();
          const headers = { 'If-Match': sent as string };
          for (const answer of [
            await ask('PUT', url, { body: { title: 'y' }, headers }),
            await ask('GET', url, { headers }),
          ]) {
            const detail: unknown = errorIn(answer, 412, 'precondition_failed');
            expect(detail)
              .to.match(/proxy that compresses/)
              .and.to.include(`If-Match: ${meant}`);
            expect(answer.headers.etag).to.equal('"1"');
          }
          const plain: unknown = errorIn(await get('GET', url, '"2"'), 412, 'precondition_failed');
          expect(plain).not.to.match(/proxy/);
        });
      }
    });

    describe('PATCH of a task', () => {
      it('takes application/json for the merge patch that it is', async () => {
        const url = await created();
        const answer = await ask('PATCH', url, { body: { description: 'y', title: 'z' } });
        expect(taskIn(answer, 200)).to.include({ title: 'z', description: 'y' });
        expect(taskIn(await ask('PATCH', url, { body: { description: null } }), 200).description).to.equal(null);
      });
    });

    describe('Content-Encoding', () => {
      const packed: [coding: string, body: Buffer][] = [
        ['', Buffer.from('{"title": "x"}')],
        [',', Buffer.from('{"title": "x"}')],
        ['identity', Buffer.from('{"title": "x"}')],
        ['gzip, identity', gzipSync('{"title": "x"}')],
        ['identity,GZIP', gzipSync('{"title": "x"}')],
        ['deflate, gzip', gzipSync(deflateSync('{"title": "x"}'))],
      ];
      for (const [coding, body] of packed) {
        it(`${JSON.stringify(coding)} is undone`, async () => {
          const answer = await ask('POST', tasks, { body, headers: { 'Content-Encoding': coding } });
          expect(taskIn(answer, 201).title).to.equal('x');
        });
      }

      it('of more than two codings is refused, as each multiplies what a small body can cost', async () => {
        const body = gzipSync(gzipSync(gzipSync('{"title": "x"}')));
        const answer = await ask('POST', tasks, { body, headers: { 'Content-Encoding': 'gzip, gzip, gzip' } });
        errorIn(answer, 415, 'unsupported_media_type');
      });

      it('of an unknown coding anywhere in the list is refused', async () => {
        for (const coding of ['gzip, zstd', 'zstd, gzip']) {
          const answer = await ask('POST', tasks, { body: gzipSync('{}'), headers: { 'Content-Encoding': coding } });
          errorIn(answer, 415, 'unsupported_media_type');
        }
      });
    });

    describe('GET …/changes', () => {
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
        it(`streams to a client that accepts ${accept}, uncompressed on the way`, async () => {
          const stream = await Events.open(`${base}${mine}/changes`, { Accept: accept });
          expect([stream.status, stream.headers['content-type']]).to.deep.equal([200, 'text/event-stream']);
          expect(stream.headers['cache-control'])
            .to.match(/no-store/)
            .and.match(/no-transform/);
          stream.cut();
        });
      }
      for (const accept of pages) {
        it(`answers a page to a client that accepts ${JSON.stringify(accept)}`, async () => {
          const answer = await ask('GET', `${base}${mine}/changes`, { headers: { Accept: accept } });
          expect([answer.status, answer.headers['content-type']]).to.deep.equal([200, 'application/json']);
        });
      }

      it('takes an empty Last-Event-ID for none', async () => {
        await created();
        const stream = await Events.open(`${base}${mine}/changes`, { 'Last-Event-ID': '' });
        expect(await stream.next()).to.include({ id: '1' });
        stream.cut();
      });

      it('goes on after lastEventId in the address, which a header overrides', async () => {
        for (let i = 0; i < 4; i++) await created();
        const cases: [query: string, header: Record<string, string>, first: string][] = [
          ['?lastEventId=2', {}, '3'],
          ['?since=1&lastEventId=2', {}, '3'],
          ['?since=1&lastEventId=', {}, '2'],
          ['?lastEventId=1', { 'Last-Event-ID': '3' }, '4'],
          ['?lastEventId=3', { 'Last-Event-ID': '' }, '4'],
        ];
        for (const [query, header, first] of cases) {
          const stream = await Events.open(`${base}${mine}/changes${query}`, header);
          expect(await stream.next(), query).to.include({ id: first });
          stream.cut();
        }
        const stream = { headers: { Accept: 'text/event-stream' } };
        errorIn(await ask('GET', `${base}${mine}/changes?lastEventId=x`, stream), 400, 'bad_request');
      });
    });

    describe('a title', () => {
      const blank = [
        '\u200b',
        '\ufeff',
        '\u2800',
        '\u00ad',
        '\u3164',
        '\u115f',
        '\u1160',
        '\uffa0',
        '\u2060',
        '\u034f',
      ];
      blank.push('\u200d\u200c', ' \u200b\t\u2800', '\u{e0001}', '\u{e0100}', '\ufe0f', '\u180e', '\u061c', '\u202e');
      for (const title of blank) {
        it(`that shows nothing is blank: ${JSON.stringify(title).replace(/[^\x20-\x7e]/gu, code)}`, async () => {
          const [mistake] = errorIn(await ask('POST', tasks, { body: { title } }), 422, 'validation_failed');
          expect(mistake).to.deep.include({ type: 'value_error', loc: ['body', 'title'] });
          const url = await created();
          errorIn(await ask('PUT', url, { body: { title } }), 422, 'validation_failed');
          errorIn(await ask('PATCH', url, { body: { title } }), 422, 'validation_failed');
        });
      }

      it('that shows something is kept with all that does not', async () => {
        for (const title of ['\u200bx\u00ad', '\u{1f469}\u200d\u{1f4bb}', '\u2764\ufe0f', '\u3164.', '\u0644\u200c']) {
          expect(taskIn(await ask('POST', tasks, { body: { title } }), 201).title).to.equal(title);
        }
      });
    });

    async function created(): Promise<string> {
      const answer = await ask('POST', tasks, { body: { title: 'x' } });
      seqOf(answer);
      return `${tasks}/${taskIn(answer, 201).id}`;
    }

    function toggle(url: string, body: string | Buffer, type: string, coding = 'identity'): Promise<Answer> {
      const headers = { 'Content-Type': type, 'Content-Encoding': coding };
      return ask('PATCH', `${url}/complete`, { body, headers });
    }

    function get(method: string, url: string, ifMatch: string): Promise<Answer> {
      return ask(method, url, { headers: { 'If-Match': ifMatch } });
    }

    function postRequest(body: string): string {
      const head = `POST ${mine}/tasks HTTP/1.1\r\nHost: x\r\nContent-Type: application/json`;
      return `${head}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    }

    async function connected(): Promise<Socket> {
      const { hostname, port } = new URL(base);
      const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
      await once(socket, 'connect');
      return socket;
    }

    /** Sends this, closes the sending side, and returns all that the server says. */
    async function sayAll(request: string): Promise<string> {
      const socket = await connected();
      socket.end(request);
      return text(socket);
    }
  });
}

function code(character: string): string {
  return `U+${character.codePointAt(0)?.toString(16).padStart(4, '0').toUpperCase()}`;
}
