import { expect } from 'chai';
import { TokenCache } from '../../../src/adapters/jwt/token-cache.ts';
import { openActor } from '../../../src/domain/access/actor.ts';
import { instant } from '../../../src/domain/instant.ts';
import { someUser } from '../../support/tasks.ts';

const NOW = instant(1_000_000);
const LATER = instant(1_060_000);
const actor = openActor(someUser());

describe('TokenCache', () => {
  it('returns an actor before its expiry, but not at its expiry', () => {
    const cache = new TokenCache();
    cache.add('digest', actor, LATER, NOW);
    expect(cache.get('digest', instant(LATER - 1))).to.equal(actor);
    expect(cache.get('digest', LATER)).to.equal(undefined);
    expect(cache.get('other', NOW)).to.equal(undefined);
  });

  it('does not add an actor that has already expired', () => {
    const cache = new TokenCache();
    cache.add('digest', actor, NOW, NOW);
    expect(cache.size).to.equal(0);
  });

  it('keeps at most 10,000 tokens, and drops the oldest token first', () => {
    const cache = new TokenCache();
    for (let i = 0; i < 10_001; i++) cache.add(String(i), actor, LATER, NOW);
    expect(cache.size).to.equal(10_000);
    expect(cache.get('0', NOW)).to.equal(undefined);
    expect(cache.get('1', NOW)).to.equal(actor);
    expect(cache.get('10000', NOW)).to.equal(actor);
  });

  it('drops expired tokens when a token is added', () => {
    const cache = new TokenCache();
    for (let i = 0; i < 100; i++) cache.add(String(i), actor, LATER, NOW);
    cache.add('new', actor, instant(LATER + 1), LATER);
    expect(cache.size).to.equal(1);
  });
});
