import { expect } from 'chai';
import fc from 'fast-check';
import { openActor } from '../../src/domain/access/actor.ts';
import { type Author, authorOf, decodeAuthor, encodeAuthor } from '../../src/domain/changes/author.ts';
import { someUser } from '../support/tasks.ts';

const KINDS = ['open', 'session', 'token', 'jwt'] as const;

describe('the author of a change', () => {
  const actor = openActor(someUser());

  it('has the kind and the id of the actor, and nothing else', () => {
    expect(authorOf(actor)).to.deep.equal({ kind: 'open', id: null });
    expect(authorOf({ ...actor, kind: 'token', id: 'x' })).to.deep.equal({ kind: 'token', id: 'x' });
  });

  for (const [text, author] of [
    ['open', { kind: 'open', id: null }],
    ['session:c9bf9e57', { kind: 'session', id: 'c9bf9e57' }],
    ['token:01a206d1', { kind: 'token', id: '01a206d1' }],
    ['jwt:a:b', { kind: 'jwt', id: 'a:b' }],
    ['jwt:', { kind: 'jwt', id: '' }],
    ['jwt', { kind: 'jwt', id: null }],
  ] as [string, Author][]) {
    it(`is stored as the text ${text}`, () => {
      expect(encodeAuthor(author)).to.equal(text);
      expect(decodeAuthor(text)).to.deep.equal(author);
    });
  }

  it('is null if no text is stored', () => {
    expect(decodeAuthor(null)).to.equal(null);
  });

  it('is decoded from its stored text unchanged, whatever its id is', () => {
    const authors = fc.record({ kind: fc.constantFrom(...KINDS), id: fc.option(fc.string({ unit: 'binary' })) });
    const check = (author: Author) => void expect(decodeAuthor(encodeAuthor(author))).to.deep.equal(author);
    fc.assert(fc.property(authors, check));
  });
});
