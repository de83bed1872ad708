import { expect } from 'chai';
import { changeReply } from '../../../../src/adapters/http/changes/change-reply.ts';
import type { Author } from '../../../../src/domain/changes/author.ts';
import type { Seq } from '../../../../src/domain/changes/change.ts';
import { someTask } from '../../../support/tasks.ts';

describe('the JSON of a change', () => {
  const after = someTask();
  const replyOf = (author: Author | null) =>
    changeReply({ seq: 2 as Seq, operation: 1 as Seq, author, kind: 'created', before: undefined, after });

  for (const author of [
    { kind: 'open', id: null },
    { kind: 'session', id: 'c9bf9e57-1685-4c89-bafb-ff5af830be8a' },
    { kind: 'token', id: '01a206d1-ff9a-748f-a961-0e25da91ff65' },
    { kind: 'jwt', id: 'x:y' },
    { kind: 'jwt', id: null },
  ] as const) {
    it(`has an actor with the kind ${author.kind}, the id ${author.id} and the owner of the task as the user`, () => {
      const reply = replyOf(author);
      expect(Object.keys(reply).slice(0, 4)).to.deep.equal(['seq', 'operation', 'actor', 'at']);
      expect(JSON.stringify(reply.actor)).to.equal(JSON.stringify({ user: after.userId, ...author }));
    });
  }

  it('has null as its actor if the change was stored before changes had authors', () => {
    expect(replyOf(null).actor).to.equal(null);
  });
});
