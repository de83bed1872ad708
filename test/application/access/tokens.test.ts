import { expect } from 'chai';
import { MemoryTokenRepository } from '../../../src/adapters/memory/access/memory-token-repository.ts';
import { UuidGenerator } from '../../../src/adapters/system/uuid-generator.ts';
import { CreateToken } from '../../../src/application/access/create-token.ts';
import { ListTokens } from '../../../src/application/access/list-tokens.ts';
import { RevokeToken } from '../../../src/application/access/revoke-token.ts';
import { UseToken } from '../../../src/application/access/use-token.ts';
import { type Actor, openActor } from '../../../src/domain/access/actor.ts';
import { actorOf, type TokenRequest, tokenId, tokenName } from '../../../src/domain/access/api-token.ts';
import { InsufficientScope, InvalidToken, TokenNotFound } from '../../../src/domain/access/errors.ts';
import { SCOPES } from '../../../src/domain/access/scope.ts';
import { InvalidValue } from '../../../src/domain/errors.ts';
import { DAY, instant } from '../../../src/domain/instant.ts';
import { CLIENT, TestAudit } from '../../support/access/audit-log.ts';
import { FakeTime } from '../../support/fake-time.ts';
import { someUser } from '../../support/tasks.ts';
import { times } from '../../support/times.ts';

const START = instant(1_760_000_000_000);
const MINUTE = 60_000;

describe('API tokens', () => {
  let tokens: MemoryTokenRepository;
  let time: FakeTime;
  let audit: TestAudit;
  let useToken: UseToken;
  let session: Actor;

  beforeEach(() => {
    tokens = new MemoryTokenRepository();
    time = new FakeTime(START);
    audit = new TestAudit(time);
    useToken = new UseToken(tokens, audit.record, time);
    session = { ...openActor(someUser()), kind: 'session', id: 's-1', expiresAt: instant(START + DAY) };
  });

  let minted = 0;
  const secrets = { mint: () => ({ secret: `secret ${++minted}`, hash: `hash ${minted}` }) };

  async function create(maker: Actor, request: Partial<TokenRequest> = {}) {
    const createToken = new CreateToken(tokens, audit.record, secrets, new UuidGenerator(), time);
    const { token } = await createToken.execute(maker, { name: tokenName('Some token'), ...request }, CLIENT);
    return { token, hash: `hash ${minted}`, actor: actorOf(token) };
  }

  const use = (hash: string) => useToken.execute(hash, CLIENT);
  const failureOf = (work: Promise<unknown>) => work.then(() => undefined).catch((error) => error);
  const revoke = (token: { id: string }, user = session.user) =>
    new RevokeToken(tokens, audit.record, time).execute(user, tokenId(token.id), CLIENT);

  it('authenticate a request as the user who made them, with the scopes and the expiry of the token', async () => {
    const { token, hash } = await create(session, { scopes: ['tasks:read'] });
    expect(await use(hash)).to.deep.equal({
      user: session.user,
      kind: 'token',
      id: token.id,
      scopes: ['tasks:read'],
      expiresAt: token.expiresAt,
    });
  });

  it('have the scopes of the credential that makes them, and expire after 90 days by default', async () => {
    const { token } = await create(session);
    expect(token).to.deep.include({ scopes: SCOPES, expiresAt: START + 90 * DAY, parentId: null });
    const reader: Actor = { ...session, kind: 'jwt', id: null, scopes: ['tasks:read', 'tokens'] };
    expect((await create(reader)).token.scopes).to.deep.equal(['tasks:read', 'tokens']);
  });

  it('have a scope once even if it is requested twice', async () => {
    const { token } = await create(session, { scopes: ['tokens', 'tasks:read', 'tokens'] });
    expect(token.scopes).to.deep.equal(['tasks:read', 'tokens']);
  });

  it('cannot get a scope that the token, JWT or session that makes them lacks', async () => {
    const { actor } = await create(session, { scopes: ['tasks:read', 'tokens'] });
    for (const maker of [actor, { ...actor, kind: 'jwt' as const, id: null }, { ...actor, kind: 'session' as const }]) {
      const error = await failureOf(create(maker, { scopes: ['tasks:read', 'tasks:write'] }));
      expect(error).to.be.instanceOf(InsufficientScope).and.include({ scope: 'tasks:write' });
    }
    const { actor: writer } = await create(session, { scopes: ['tasks:write', 'tokens'] });
    expect((await create(writer, { scopes: ['tasks:read'] })).token.scopes).to.deep.equal(['tasks:read']);
  });

  it('expire no later than the token that made them', async () => {
    const { actor, token: parent } = await create(session, { expiresAt: instant(START + DAY) });
    const { token } = await create(actor);
    expect(token).to.include({ parentId: parent.id, expiresAt: START + DAY });
    const error = await failureOf(create(actor, { expiresAt: instant(START + DAY + 1) }));
    expect(error).to.be.instanceOf(InvalidValue).and.include({ rule: 'too_late' });
  });

  it('may expire later than the session that made them', async () => {
    expect((await create(session, { expiresAt: instant(START + 500 * DAY) })).token.expiresAt).to.equal(
      START + 500 * DAY,
    );
  });

  it('cannot be made with an expiry that is now or in the past', async () => {
    for (const expiresAt of [START, START - 1].map(instant)) {
      expect(await failureOf(create(session, { expiresAt }))).to.include({ rule: 'past' });
    }
    expect(await audit.eventsOf(session.user)).to.deep.equal([]);
  });

  it('are refused as soon as they are expired', async () => {
    const { hash } = await create(session, { expiresAt: instant(START + 1_000) });
    time.advance(999);
    expect(await use(hash)).to.include({ kind: 'token' });
    time.advance(1);
    expect(await failureOf(use(hash)))
      .to.be.instanceOf(InvalidToken)
      .and.include({ message: 'expired', user: session.user });
  });

  it('are refused as soon as they, or the token that made them, are revoked', async () => {
    const { token: parent, actor, hash } = await create(session);
    const child = await create(actor);
    await use(child.hash);
    await revoke(parent);
    for (const each of [hash, child.hash]) {
      expect(await failureOf(use(each)))
        .to.be.instanceOf(InvalidToken)
        .and.include({ message: 'revoked', user: session.user });
    }
    expect(await failureOf(create(actor))).to.be.instanceOf(InvalidToken);
  });

  it('are refused with an error that names no user if they are unknown', async () => {
    expect(await failureOf(use('unknown')))
      .to.be.instanceOf(InvalidToken)
      .and.include({ user: null });
  });

  it('cannot be revoked by another user, or twice', async () => {
    const { token, hash } = await create(session);
    expect(await failureOf(revoke(token, someUser()))).to.be.instanceOf(TokenNotFound);
    expect(await use(hash)).to.include({ id: token.id });
    await revoke(token);
    expect(await failureOf(revoke(token))).to.be.instanceOf(TokenNotFound);
  });

  it('have the time of their last use stored at most once a minute', async () => {
    const { hash } = await create(session);
    let touches = 0;
    const touch = tokens.touch.bind(tokens);
    tokens.touch = (...args) => {
      touches++;
      return touch(...args);
    };
    const lastUse = async () => (await tokens.findByHash(hash))?.lastUsedAt;
    await Promise.all(times(20, () => use(hash)));
    expect([await lastUse(), touches]).to.deep.equal([START, 1]);
    time.advance(MINUTE - 1);
    await use(hash);
    expect([await lastUse(), touches]).to.deep.equal([START, 1]);
    time.advance(1);
    await Promise.all(times(20, () => use(hash)));
    expect([await lastUse(), touches]).to.deep.equal([START + MINUTE, 2]);
  });

  it('are accepted even if the time of their last use cannot be stored', async () => {
    const { hash } = await create(session);
    tokens.touch = () => Promise.reject(new Error('the disk is full'));
    expect(await use(hash)).to.include({ kind: 'token' });
    expect(await use(hash)).to.include({ kind: 'token' });
  });

  it('have an entry in the audit for their creation, their first use and their revocation', async () => {
    const { token, hash } = await create(session);
    for (let i = 0; i < 3; i++) {
      await use(hash);
      time.advance(MINUTE);
    }
    await revoke(token);
    expect(await audit.eventsOf(session.user)).to.deep.equal(['token_created', 'token_first_used', 'token_revoked']);
    const [entry] = await audit.log.list(session.user, undefined, 1);
    expect(entry).to.include({ ...CLIENT, userId: session.user, outcome: 'ok', at: START + 3 * MINUTE });
  });

  it('are listed page by page, and the last page has no position of a next page', async () => {
    const listTokens = new ListTokens(tokens);
    const made: string[] = [];
    for (let i = 0; i < 4; i++) {
      made.unshift((await create(session)).token.id);
      time.advance(1);
    }
    const first = await listTokens.execute(session.user, undefined, 2);
    const second = await listTokens.execute(session.user, first.next, 2);
    expect([...first.tokens, ...second.tokens].map(({ id }) => id)).to.deep.equal(made);
    expect(second.next).to.equal(undefined);
  });
});
