import { setImmediate } from 'node:timers/promises';
import { expect } from 'chai';
import { HOUR } from '../../../../src/domain/instant.ts';
import { type IssuerKey, issuerKey } from '../support/fake-issuer.ts';
import { JwtWorld } from '../support/jwt-world.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** A request handler that never answers. Its promise rejects when the request is aborted. */
function silence(_url: string, signal: AbortSignal): Promise<Response> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
}

function unreachable(): never {
  throw new TypeError('fetch failed');
}

describe('IssuerKeys', () => {
  let first: IssuerKey;
  let second: IssuerKey;
  let world: JwtWorld;

  before(async () => {
    [first, second] = [await issuerKey('ES256', 'first'), await issuerKey('ES256', 'second')];
  });

  beforeEach(() => {
    world = new JwtWorld([first]);
  });

  afterEach(() => world.checker.stop());

  it('lets tokens that arrive during the first read of the keys wait until that read ends', async () => {
    const token = await world.issuer.token();
    world.checker.start();
    expect(await world.judge(token)).to.equal('accepted');
    expect(world.issuer.reads).to.equal(1);
  });

  it('reads the keys every ten minutes', async () => {
    await world.start();
    for (let reads = 1; reads < 4; reads++) {
      expect(world.issuer.reads).to.equal(reads);
      await world.advance(10 * MINUTE - 1);
      expect(world.issuer.reads).to.equal(reads);
      await world.advance(1);
    }
  });

  it('reads no keys after stop(), and logs nothing about a read that stop() aborted', async () => {
    world.issuer.answer = silence;
    world.checker.start();
    world.checker.stop();
    await setImmediate();
    world.time.advance(HOUR);
    await setImmediate();
    expect(world.time.awaited).to.deep.equal([]);
    expect(world.issuer.requests).to.have.length(1);
    expect(world.lines).to.deep.equal([]);
  });

  describe('a key rotation', () => {
    it('causes no refusal of tokens when the issuer signs with the new key immediately', async () => {
      await world.start();
      const old = await world.issuer.token();
      world.issuer.keys = [second, first];
      const tokens = [old, ...(await Promise.all(Array.from({ length: 50 }, () => world.issuer.token())))];
      const results = await Promise.all(tokens.map((token) => world.judge(token)));
      expect(new Set(results)).to.deep.equal(new Set(['accepted']));
      expect(world.issuer.reads).to.equal(2);
    });

    it('causes no refusal of tokens signed with the new key while a read is in progress that returns only the old key', async () => {
      await world.start();
      const stale = world.issuer.usual(`${world.issuer.url}/jwks`);
      const { promise, resolve } = Promise.withResolvers<void>();
      world.issuer.answer = async (url) => {
        if (!url.endsWith('/jwks')) return world.issuer.usual(url);
        world.issuer.answer = undefined;
        await promise;
        return stale;
      };
      world.time.advance(10 * MINUTE);
      await setImmediate();
      expect(world.issuer.reads).to.equal(2);
      world.issuer.keys = [second];
      const tokens = await Promise.all(Array.from({ length: 20 }, () => world.issuer.token()));
      const results = tokens.map((token) => world.judge(token));
      resolve();
      expect(new Set(await Promise.all(results))).to.deep.equal(new Set(['accepted']));
    });

    it('causes refusal of tokens signed with a key that the issuer has removed', async () => {
      await world.start();
      world.issuer.keys = [second];
      await world.advance(10 * MINUTE);
      expect(await world.judge(await world.issuer.token({}, {}, first))).to.equal('unknown key');
    });
  });

  describe('an unknown `kid`', () => {
    it('causes at most one read of the keys in 30 seconds, however many tokens have it', async () => {
      await world.start();
      const kids = Array.from({ length: 1000 }, (_, i) => world.issuer.token({}, { kid: `nowhere-${i}` }));
      const tokens = await Promise.all(kids);
      for (let second = 0; second < 60; second++) {
        const some = tokens.slice((second % 10) * 100, (second % 10) * 100 + 100);
        const results = await Promise.all(some.map((token) => world.judge(token)));
        expect(new Set(results)).to.deep.equal(new Set(['unknown key']));
        world.time.advance(SECOND);
      }
      expect(world.issuer.reads).to.equal(1 + 2);
    });

    it('causes no new read of the keys within 30 seconds after a failed read, and makes its token invalid', async () => {
      await world.start();
      world.issuer.answer = unreachable;
      const token = await world.issuer.token({}, {}, second);
      const requests = () => world.issuer.requests.length;
      const before = requests();
      expect(await world.judge(token)).to.equal('unknown key');
      expect(requests()).to.equal(before + 1);
      world.time.advance(30 * SECOND - 1);
      expect(await world.judge(token)).to.equal('unknown key');
      expect(requests()).to.equal(before + 1);
      world.time.advance(1);
      expect(await world.judge(token)).to.equal('unknown key');
      expect(requests()).to.equal(before + 2);
    });

    it('lets a token wait at most five seconds for the issuer', async () => {
      await world.start();
      world.issuer.answer = silence;
      const result = world.judge(await world.issuer.token({}, {}, second));
      await setImmediate();
      world.time.advance(5 * SECOND);
      expect(await result).to.equal('unknown key');
      expect(world.lines.join()).to.include('no answer within 5000 ms');
    });

    it('shares its read of the keys with a background read that becomes due meanwhile', async () => {
      await world.start();
      await world.advance(10 * MINUTE - SECOND);
      world.issuer.answer = silence;
      const result = world.judge(await world.issuer.token({}, {}, second));
      await setImmediate();
      world.time.advance(SECOND);
      await setImmediate();
      expect(world.issuer.requests).to.have.length(3);
      world.checker.stop();
      expect(await result).to.equal('unknown key');
    });

    it('does not delay tokens with a known `kid`', async () => {
      await world.start();
      world.issuer.answer = silence;
      const result = world.judge(await world.issuer.token({}, {}, second));
      expect(await world.judge(await world.issuer.token())).to.equal('accepted');
      world.checker.stop();
      expect(await result).to.equal('unknown key');
    });
  });

  describe('an outage of the issuer', () => {
    it('does not affect tokens of a known key when it lasts ten minutes', async () => {
      await world.start();
      await world.advance(9 * MINUTE);
      world.issuer.answer = unreachable;
      for (let passed = 0; passed < 10 * MINUTE; passed += 10 * SECOND) {
        expect(await world.judge(await world.issuer.token())).to.equal('accepted');
        await world.advance(10 * SECOND);
      }
      expect(await world.metric('taskport_issuer_key_reads_total{outcome="failed"}')).to.equal('1');
      const warnings = world.lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 40);
      expect(warnings.map(({ msg }) => msg)).to.deep.equal(['cannot read the keys of the token issuer']);
    });

    it('makes all tokens invalid from 24 hours after the last read of the keys until the issuer answers again', async () => {
      await world.start();
      world.issuer.answer = unreachable;
      await world.advance(24 * HOUR - 1);
      expect(await world.judge(await world.issuer.token())).to.equal('accepted');
      await world.advance(1);
      expect(await world.judge(await world.issuer.token())).to.equal('unknown key');
      world.issuer.answer = undefined;
      world.time.advance(30 * SECOND);
      expect(await world.judge(await world.issuer.token())).to.equal('accepted');
    });

    for (const [title, body] of [
      ['an empty set', '{"keys":[]}'],
      ['an HTML page', '<html>'],
    ] as const) {
      it(`leaves the cached keys in use when the issuer answers with ${title}`, async () => {
        await world.start();
        world.issuer.answer = (url) => (url.endsWith('/jwks') ? new Response(body) : world.issuer.usual(url));
        await world.advance(10 * MINUTE);
        expect(world.issuer.reads).to.equal(2);
        expect(await world.judge(await world.issuer.token())).to.equal('accepted');
      });
    }
  });

  describe('an issuer that was never reached', () => {
    const answers: [string, (url: string, signal: AbortSignal) => Response][] = [
      ['cannot be reached', unreachable],
      ['answers an error', () => new Response('', { status: 500 })],
      ['answers HTML', () => new Response('<html>')],
      [
        'has an empty key set',
        () => Response.json({ issuer: 'https://issuer.example', jwks_uri: 'https://k', keys: [] }),
      ],
      ['answers null', () => Response.json(null)],
    ];
    for (const [title, answer] of answers) {
      it(`causes the error "issuer_unavailable" for every token when it ${title}`, async () => {
        world.issuer.answer = answer;
        await world.start();
        expect(await world.judge(await world.issuer.token())).to.equal('issuer_unavailable');
        expect(await world.judge(await world.issuer.token({}, { kid: 'x' }))).to.equal('issuer_unavailable');
        expect(await world.metric('taskport_issuer_keys_read_timestamp_seconds')).to.equal('0');
      });
    }

    it('is asked for its keys again every 30 seconds, and its tokens are accepted once it answers', async () => {
      world.issuer.answer = unreachable;
      await world.start();
      const token = await world.issuer.token();
      for (let second = 0; second < 89; second++) {
        expect(await world.judge(token)).to.equal('issuer_unavailable');
        await world.advance(SECOND);
      }
      expect(world.issuer.requests).to.have.length(3);
      world.issuer.answer = undefined;
      await world.advance(SECOND);
      expect(await world.judge(token)).to.equal('accepted');
      expect(await world.metric('taskport_issuer_keys_read_timestamp_seconds')).to.equal(
        String(world.time.now() / 1000),
      );
    });

    it('lets the read of its keys fail after five seconds without an answer', async () => {
      world.issuer.answer = silence;
      world.checker.start();
      const result = world.judge(await world.issuer.token());
      world.time.advance(5 * SECOND);
      expect(await result).to.equal('issuer_unavailable');
    });
  });

  describe('an issuer with several keys', () => {
    it('may use one `kid` for keys with different algorithms', async () => {
      const rsa = await issuerKey('RS256', 'first');
      world.issuer.keys = [rsa, first];
      await world.start();
      expect(await world.judge(await world.issuer.token({}, {}, rsa))).to.equal('accepted');
      expect(await world.judge(await world.issuer.token({}, {}, first))).to.equal('accepted');
    });

    it('may have two keys with the same `kid` and algorithm, which are both tried', async () => {
      const twin = await issuerKey('ES256', 'first');
      world.issuer.keys = [first, twin];
      await world.start();
      expect(await world.judge(await world.issuer.token({}, {}, twin))).to.equal('accepted');
      expect(await world.judge(await world.issuer.token({}, { kid: 'first' }, second))).to.equal('wrong signature');
    });

    it('may sign tokens without `kid` if exactly one of the keys fits the algorithm', async () => {
      const rsa = await issuerKey('RS256');
      world.issuer.keys = [rsa, first, second];
      await world.start();
      expect(await world.judge(await world.issuer.token({}, {}, rsa))).to.equal('accepted');
      expect(await world.judge(await world.issuer.token({}, { kid: undefined }, first))).to.equal('unknown key');
      world.issuer.keys = [rsa, first];
      await world.advance(10 * MINUTE);
      expect(await world.judge(await world.issuer.token({}, { kid: undefined }, first))).to.equal('accepted');
    });
  });
});
