import { expect } from 'chai';
import { type Card, Deck } from '../../bench/load/deck.ts';
import { mistakeIn } from '../../bench/load/mistake.ts';
import { Crowd } from '../../bench/seed.ts';

const PLACE = { crowd: { users: 3, tasksEach: 100 }, cursors: 'plain' } as const;
const ID = '01a206d1-ff9a-748f-a961-0e25da91ff65';

describe('a deck of requests', () => {
  it('is the same for the same salt, and another for another', () => {
    const [one, same, other] = [1, 1, 2].map((salt) => dealt(new Deck({ get: 1 }, PLACE, salt), 20));
    expect(same).to.deep.equal(one);
    expect(other).not.to.deep.equal(one);
  });

  it('deals each operation as often as its weight says', () => {
    const operations = dealt(new Deck({ list: 3, toggle: 1 }, PLACE, 1), 4_000).map(({ operation }) => operation);
    expect(operations.filter((operation) => operation === 'toggle').length).to.be.within(900, 1_100);
  });

  it('deletes what it was told was created, once each, and nothing else', () => {
    const deck = new Deck({ create: 1, delete: 1 }, PLACE, 1);
    expect(dealt(deck, 50).map(({ operation }) => operation)).not.to.include('delete');
    const [created] = dealt(deck, 1) as [Card];
    deck.learn(created, Buffer.from(`{"id":"${ID}"}`));
    const deleted = dealt(deck, 50).filter(({ operation }) => operation === 'delete');
    expect(deleted.map(({ bytes }) => bytes.toString().split(' HTTP')[0])).to.deep.equal([
      `DELETE /api/${created.expected.has.user_id}/tasks/${ID}`,
    ]);
  });

  it('asks for a page by what stands before it, and expects what follows', () => {
    const crowd = new Crowd(PLACE.crowd);
    const [card] = dealt(new Deck({ list: 1 }, { ...PLACE, depth: [10, 10], limit: [5, 5] }, 1), 1) as [Card];
    const n = crowd.newest(Number.parseInt(String(card.expected.has.user_id).slice(-1), 16), 9);
    expect(card.bytes.toString()).to.include(`limit=5&before=${crowd.createdAt(n).toISOString()},${crowd.id(n)} HTTP`);
    expect(card.expected).to.deep.equal({
      status: 200,
      count: 5,
      has: { user_id: crowd.user(n), id: crowd.id(n - 3) },
    });
  });
});

describe('an answer', () => {
  const [get] = dealt(new Deck({ get: 1 }, PLACE, 1), 1) as [Card];
  const [list] = dealt(new Deck({ list: 1 }, { ...PLACE, limit: [2, 2] }, 1), 1) as [Card];
  const own = { user_id: list.expected.has.user_id };

  it('is looked into only in samples, and its status always', () => {
    expect(mistake(get, 200, '{}', false)).to.equal(undefined);
    expect(mistake(get, 500, '{"detail":"Oh"}', false)).to.equal('answered 500, not 200: {"detail":"Oh"}');
  });

  it('must be the task that was asked for', () => {
    expect(mistake(get, 200, JSON.stringify({ ...get.expected.has, completed: true }))).to.equal(undefined);
    for (const body of ['{}', 'null', '<html>', JSON.stringify({ ...get.expected.has, title: 'Another' })]) {
      expect(mistake(get, 200, body)).to.include('answered what it should not');
    }
  });

  it('must be a list of so many, from the first on', () => {
    expect(mistake(list, 200, JSON.stringify([own, {}]))).to.equal(undefined);
    for (const body of [own, [own], [own, own, own], [{}, own]]) {
      expect(mistake(list, 200, JSON.stringify(body))).to.include('answered what it should not');
    }
  });
});

function dealt(deck: Deck, count: number): Card[] {
  return Array.from({ length: count }, () => deck.next());
}

function mistake(card: Card, status: number, body: string, isSample = true): string | undefined {
  return mistakeIn(card, { status, body: Buffer.from(body) }, isSample);
}
