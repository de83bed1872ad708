import { deflateSync, gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { ask } from '../../../../tools/support/client.ts';
import { errorIn, taskIn } from '../../../support/answers.ts';
import type { StoreUnderTest } from '../../../support/service/stores.ts';
import { newUserForEach } from '../test-user.ts';

/** The contract tests for compressed request bodies and their size limit. */
export function contentEncodingContract(store: StoreUnderTest): void {
  describe(`a request body on ${store.name}`, () => {
    const user = newUserForEach(store);

    it('is decompressed with the Content-Encoding gzip, x-gzip or GZIP', async () => {
      for (const coding of ['gzip', 'x-gzip', 'GZIP']) {
        const compressed = { body: gzipSync('{"title": "x"}'), headers: { 'Content-Encoding': coding } };
        expect(taskIn(await ask('POST', user.tasks, compressed), 201).title).to.equal('x');
      }
    });

    it('gets 400 for invalid or truncated gzip, and 413 above 1 MiB decompressed', async () => {
      const headers = { 'Content-Encoding': 'gzip' };
      errorIn(await ask('POST', user.tasks, { body: '{"title": "x"}', headers }), 400, 'malformed_json');
      const truncated = gzipSync('{"title": "x"}').subarray(0, 20);
      errorIn(await ask('POST', user.tasks, { body: truncated, headers }), 400, 'malformed_json');
      const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
      errorIn(await ask('POST', user.tasks, { body: bomb, headers }), 413, 'body_too_large');
    });

    it('gets 415 for an unknown Content-Encoding', async () => {
      const answer = await ask('POST', user.tasks, { body: '{}', headers: { 'Content-Encoding': 'constructor' } });
      errorIn(answer, 415, 'unsupported_media_type');
    });

    it('may be 1 MiB long, and gets 413 if it is one byte longer, with or without Content-Length', async () => {
      const start = '{"title": "x", "a": "';
      const full = `${start}${'a'.repeat(1024 * 1024 - start.length - 2)}"}`;
      taskIn(await ask('POST', user.tasks, { body: full }), 201);
      errorIn(await ask('POST', user.tasks, { body: `${full} ` }), 413, 'body_too_large');
      const chunked = { headers: { 'Transfer-Encoding': 'chunked', 'Content-Length': [] }, body: `${full} ` };
      errorIn(await ask('POST', user.tasks, chunked), 413, 'body_too_large');
      expect((await ask('GET', user.tasks)).json).to.have.length(1);
    });

    const compressed: [coding: string, body: Buffer][] = [
      ['', Buffer.from('{"title": "x"}')],
      [',', Buffer.from('{"title": "x"}')],
      ['identity', Buffer.from('{"title": "x"}')],
      ['gzip, identity', gzipSync('{"title": "x"}')],
      ['identity,GZIP', gzipSync('{"title": "x"}')],
      ['deflate, gzip', gzipSync(deflateSync('{"title": "x"}'))],
    ];
    for (const [coding, body] of compressed) {
      it(`is decoded from Content-Encoding ${JSON.stringify(coding)}`, async () => {
        const answer = await ask('POST', user.tasks, { body, headers: { 'Content-Encoding': coding } });
        expect(taskIn(answer, 201).title).to.equal('x');
      });
    }

    it('gets 415 for more than two content codings', async () => {
      const body = gzipSync(gzipSync(gzipSync('{"title": "x"}')));
      const answer = await ask('POST', user.tasks, { body, headers: { 'Content-Encoding': 'gzip, gzip, gzip' } });
      errorIn(answer, 415, 'unsupported_media_type');
    });

    it('gets 415 for an unknown coding anywhere in Content-Encoding', async () => {
      for (const coding of ['gzip, zstd', 'zstd, gzip']) {
        const answer = await ask('POST', user.tasks, { body: gzipSync('{}'), headers: { 'Content-Encoding': coding } });
        errorIn(answer, 415, 'unsupported_media_type');
      }
    });
  });
}
