import { expect } from 'chai';
import { decodeProtectedHeader } from 'jose';
import { ask } from '../../tools/support/client.ts';
import { type ServiceProcess, startProcess } from '../support/service/process.ts';
import { type Issuer, startIssuer } from './better-auth-issuer.ts';
import { refusalOf, withToken } from './requests.ts';

type NextToken = () => Promise<string>;

const kidOf = (token: string) => decodeProtectedHeader(token).kid;

describe('a service that trusts a Better Auth server', () => {
  let issuer: Issuer;
  let service: ServiceProcess;
  let url: string;
  let anna: NextToken;
  let ben: NextToken;

  beforeEach(async () => {
    issuer = await startIssuer();
    [anna, ben] = [await issuer.signUp('anna'), await issuer.signUp('ben')];
    // Makes the Better Auth server create its first key before the service starts and reads the keys.
    await anna();
    service = startProcess({ DATABASE_URL: 'memory:', JWT_ISSUER: issuer.url, JWT_AUDIENCE: issuer.url });
    url = await service.listening();
  });

  afterEach(async () => {
    service?.child.kill('SIGTERM');
    expect(await service?.gone).to.equal(0);
    await issuer?.stop();
  });

  const titles = async (token: string) => {
    const { status, json, text } = await withToken(url, token)('GET', '/tasks?limit=100');
    expect(status, text).to.equal(200);
    return json.map(({ title }: { title: string }) => title).toSorted();
  };

  const create = async (token: string, title: string) => {
    const { status, text } = await withToken(url, token)('POST', '/tasks', { title });
    expect(status, text).to.equal(201);
  };

  it('gives two users of that server separate tasks, and refuses each user the tasks of the other', async () => {
    await create(await anna(), 'of anna');
    await create(await ben(), 'of ben');
    expect(await titles(await anna())).to.deep.equal(['of anna']);
    expect(await titles(await ben())).to.deep.equal(['of ben']);
    const { json: me } = await withToken(url, await ben())('GET', '');
    expect(me).to.include({ auth: 'jwt' });
    const headers = { Authorization: `Bearer ${await anna()}` };
    expect(refusalOf(await ask('GET', `${url}/api/${me.user_id}/tasks`, { headers }))).to.deep.equal([
      403,
      'wrong_user',
    ]);
    expect(refusalOf(await ask('GET', `${url}/api/${me.user_id}/tasks`))).to.deep.equal([401, 'unauthenticated']);
    const { changes } = (await withToken(url, await ben())('GET', '/changes')).json;
    expect(changes.map(({ actor }: { actor: unknown }) => actor)).to.deep.equal([
      { user: me.user_id, kind: 'jwt', id: null },
    ]);
  });

  it('answers every request without error while the Better Auth server rotates its keys', async () => {
    const old = await anna();
    const kids = new Set<unknown>();
    const rounds = Array.from({ length: 12 }, (_, i) => `round ${i}`);
    for (const [i, title] of rounds.entries()) {
      if (i === 6) issuer.retireKeys();
      const tokens = [await anna(), await ben()];
      for (const token of tokens) kids.add(kidOf(token));
      await Promise.all(tokens.map((token) => create(token, title)));
      await Promise.all([...tokens, old].map((token) => titles(token)));
    }
    expect(kids.size).to.equal(2);
    expect(kids).to.include(kidOf(old));
    for (const next of [anna, ben]) expect(await titles(await next())).to.deep.equal(rounds.toSorted());
  });

  it('still accepts tokens signed with known keys after that server has stopped, and answers 401 to other tokens', async () => {
    await create(await anna(), 'before');
    const known = [await anna(), await ben()];
    // The service has not cached this token, so it needs the key to verify the token.
    const unseen = await (await issuer.signUp('carl'))();
    issuer.retireKeys();
    const unknown = await anna();
    expect(kidOf(unknown)).not.to.equal(kidOf(known[0] as string));
    await issuer.stop();
    for (const token of known) await create(token, 'after');
    expect(await titles(known[0] as string)).to.deep.equal(['after', 'before']);
    const refused = await withToken(url, unknown)('GET', '');
    expect(refusalOf(refused)).to.deep.equal([401, 'invalid_token']);
    expect(refused.headers['www-authenticate']).to.match(/^Bearer realm="taskport", error="invalid_token"/);
    const warning = await service.line('cannot read the keys of the token issuer');
    expect(warning.keys_read_at).to.be.a('string');
    for (const token of [...known, unseen]) await create(token, 'later');
  });

  it('answers 503 to requests with a token, and 401 to requests without one, if it could never reach that server', async () => {
    const token = await anna();
    await issuer.stop();
    const late = startProcess({ DATABASE_URL: 'memory:', JWT_ISSUER: issuer.url, JWT_AUDIENCE: issuer.url });
    const there = await late.listening();
    await late.line('cannot read the keys of the token issuer');
    expect(refusalOf(await withToken(there, token)('GET', ''))).to.deep.equal([503, 'issuer_unavailable']);
    expect(refusalOf(await ask('GET', `${there}/api/me`))).to.deep.equal([401, 'unauthenticated']);
    late.child.kill('SIGTERM');
    expect(await late.gone).to.equal(0);
  });
});
