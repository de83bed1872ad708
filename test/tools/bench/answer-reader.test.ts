import { expect } from 'chai';
import fc from 'fast-check';
import { AnswerReader } from '../../../tools/support/load/answer-reader.ts';

const ANSWERS = [
  { status: 200, body: '[{"title":"Grüße 🎉"}]' },
  { status: 204, body: '' },
  { status: 404, body: 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc' },
];
const BYTES = Buffer.concat(ANSWERS.map(({ status, body }) => bytesOf(status, body)));

describe('a reader of answers', () => {
  it('makes the same of them in whatever pieces they arrive', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: BYTES.length - 1 }));
    fc.assert(
      fc.property(cuts, (places) => {
        const ends = [...places.toSorted((a, b) => a - b), BYTES.length];
        const pieces = ends.map((end, i) => BYTES.subarray(ends[i - 1] ?? 0, end));
        expect(read(pieces)).to.deep.equal(ANSWERS);
      }),
    );
  });

  it('keeps nothing of the pieces, which are overwritten by what arrives next', () => {
    const room = Buffer.alloc(7);
    const pieces = (function* () {
      for (let start = 0; start < BYTES.length; start += room.length) {
        yield room.subarray(0, BYTES.copy(room, 0, start, start + room.length));
      }
    })();
    expect(read(pieces)).to.deep.equal(ANSWERS);
  });

  it('gives out nothing before all of it is there', () => {
    expect(read([bytesOf(200, 'abc').subarray(0, -1)])).to.deep.equal([]);
  });

  for (const text of [
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n',
    'NONSENSE\r\nContent-Length: 0\r\n\r\n',
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(() => read([Buffer.from(text)])).to.throw('not an answer');
    });
  }
});

function bytesOf(status: number, body: string): Buffer {
  return Buffer.from(`HTTP/1.1 ${status} Words\r\nX: y\r\ncontent-LENGTH: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

function read(pieces: Iterable<Buffer>): { status: number; body: string }[] {
  const answers: { status: number; body: string }[] = [];
  const reader = new AnswerReader(({ status, body }) => answers.push({ status, body: body.toString() }));
  for (const piece of pieces) reader.read(piece);
  return answers;
}
