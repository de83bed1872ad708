import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { CredentialWatch } from '../../../../src/adapters/http/access/credential-watch.ts';
import { InvalidToken } from '../../../../src/domain/access/errors.ts';
import { SCOPES } from '../../../../src/domain/access/scope.ts';
import { type Instant, instant } from '../../../../src/domain/instant.ts';
import { StoreError } from '../../../../src/ports/store-lifecycle.ts';
import { FakeTime } from '../../../support/fake-time.ts';
import { ALICE, BOB } from './fake-gate.ts';

const NOW = instant(1_000_000);
const CLIENT = { address: '127.0.0.1', requestId: 'r-1', userAgent: null };

describe('the check of the credential of an open stream', () => {
  let time: FakeTime;
  let ended: AbortController;
  let answer: () => { user: typeof ALICE };

  beforeEach(() => {
    time = new FakeTime(NOW);
    ended = new AbortController();
    answer = () => ({ user: ALICE });
  });

  function watch(expiresAt: number | null): AbortSignal {
    const actor = {
      user: ALICE,
      kind: 'token',
      id: null,
      scopes: SCOPES,
      expiresAt: expiresAt as Instant,
    } as const;
    const check = () => ({ ...actor, ...answer() });
    const identity = { actor, checker: { recognizes: () => true, check }, credentials: {} as never };
    return new CredentialWatch(time).watch(identity, CLIENT, ended.signal);
  }

  async function advance(milliseconds: number): Promise<void> {
    for (let left = milliseconds; left > 0; left -= 1_000) {
      time.advance(Math.min(left, 1_000));
      await turn();
    }
  }

  it('ends the stream within ten seconds after the credential is revoked', async () => {
    const signal = watch(null);
    await advance(60_000);
    expect(signal.aborted).to.equal(false);
    answer = () => {
      throw new InvalidToken('revoked');
    };
    await advance(9_000);
    expect(signal.aborted).to.equal(true);
  });

  it('ends the stream when the credential belongs to another user than at the start of the stream', async () => {
    const signal = watch(null);
    answer = () => ({ user: BOB });
    await advance(9_000);
    expect(signal.aborted).to.equal(true);
  });

  it('ends the stream when the credential expires', async () => {
    const signal = watch(NOW + 25_000);
    await advance(24_000);
    expect(signal.aborted).to.equal(false);
    await advance(1_000);
    expect(signal.aborted).to.equal(true);
  });

  it('ends the stream 60 seconds after the credential’s expiry if the credential had already expired when the stream was opened', async () => {
    const signal = watch(NOW - 50_000);
    await advance(9_000);
    expect(signal.aborted).to.equal(false);
    await advance(1_000);
    expect(signal.aborted).to.equal(true);
  });

  it('keeps the stream open while the credential cannot be checked because the database is unavailable', async () => {
    const signal = watch(null);
    answer = () => {
      throw new StoreError('database_unavailable');
    };
    await advance(60_000);
    expect(signal.aborted).to.equal(false);
  });

  it('stops checking when the stream has ended', async () => {
    let checks = 0;
    answer = () => {
      checks++;
      return { user: ALICE };
    };
    watch(null);
    ended.abort();
    await advance(60_000);
    expect([checks, time.awaited]).to.deep.equal([0, []]);
  });
});
