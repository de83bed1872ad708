import { expect } from 'chai';
import fc from 'fast-check';
import { AnswerReader } from '../../../tools/support/load/answer-reader.ts';

const ANSWERS = [
  { status: 200, body: '[{"title":"Grüße 🎉"}]' },
  { status: 204, body: '' },
  { status: 404, body: 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc' },
];
const BYTES = Buffer.concat(ANSWERS.map(({ status, body }) => bytesOf(status, body)));

describe('the HTTP response parser of the load generator', () => {
  it('parses the same responses however their bytes are divided into chunks', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: BYTES.length - 1 }));
    fc.assert(
      fc.property(cuts, (offsets) => {
        const ends = [...offsets.toSorted((a, b) => a - b), BYTES.length];
        const chunks = ends.map((end, i) => BYTES.subarray(ends[i - 1] ?? 0, end));
        expect(read(chunks)).to.deep.equal(ANSWERS);
      }),
    );
  });

  it('copies the bytes of an incomplete response, because the next read overwrites the shared buffer', () => {
    const buffer = Buffer.alloc(7);
    const chunks = (function* () {
      for (let start = 0; start < BYTES.length; start += buffer.length) {
        yield buffer.subarray(0, BYTES.copy(buffer, 0, start, start + buffer.length));
      }
    })();
    expect(read(chunks)).to.deep.equal(ANSWERS);
  });

  it('does not emit a response whose last byte has not arrived', () => {
    expect(read([bytesOf(200, 'abc').subarray(0, -1)])).to.deep.equal([]);
  });

  for (const text of [
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n',
    'NONSENSE\r\nContent-Length: 0\r\n\r\n',
  ]) {
    it(`throws an error for a response without Content-Length or status: ${JSON.stringify(text)}`, () => {
      expect(() => read([Buffer.from(text)])).to.throw('not an answer');
    });
  }
});

function bytesOf(status: number, body: string): Buffer {
  return Buffer.from(`HTTP/1.1 ${status} Words\r\nX: y\r\ncontent-LENGTH: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

function read(chunks: Iterable<Buffer>): { status: number; body: string }[] {
  const answers: { status: number; body: string }[] = [];
  const reader = new AnswerReader(({ status, body }) => answers.push({ status, body: body.toString() }));
  for (const chunk of chunks) reader.read(chunk);
  return answers;
}
