import { expect } from 'chai';
import type { DatabaseConfig } from '../../../../config/env.ts';
import { timestamp } from '../../../../src/adapters/system/timestamp.ts';
import type { ApiToken } from '../../../../src/domain/access/api-token.ts';
import { SCOPES } from '../../../../src/domain/access/scope.ts';
import { instant } from '../../../../src/domain/instant.ts';
import { type Answer, ask } from '../../../../tools/support/client.ts';
import { temporaryFolder } from '../../../../tools/support/temporary-folder.ts';
import { errorIn, expectFieldError, nextOf } from '../../../support/answers.ts';
import { createDatabase, hasPostgres } from '../../../support/postgres/postgres.ts';
import { type RequiredService, startRequired, storeToken } from '../../../support/service/required-service.ts';

const DAY = 24 * 60 * 60 * 1000;

const STORES: Record<string, { missing: boolean; database: () => Promise<DatabaseConfig> }> = {
  memory: { missing: false, database: async () => ({ kind: 'memory' }) },
  SQLite: { missing: false, database: async () => ({ kind: 'sqlite', dataDir: temporaryFolder() }) },
  PostgreSQL: { missing: !hasPostgres(), database: async () => ({ kind: 'postgres', url: await createDatabase() }) },
};

for (const [name, { missing, database }] of Object.entries(STORES)) {
  describe(`the routes below /api/me on ${name}`, () => {
    let service: RequiredService;
    let token: ApiToken;
    let secret: string;

    before(async function () {
      if (missing) this.skip();
      service = await startRequired(await database());
    });

    after(() => service?.close());

    beforeEach(async () => {
      ({ token, secret } = await storeToken(service));
    });

    function send(method: string, path: string, bearer = secret, body?: unknown): Promise<Answer> {
      const headers = { Authorization: `Bearer ${bearer}`, 'User-Agent': 'tests/1', 'X-Request-Id': 'test-1' };
      return ask(method, `${service.url}/api/me${path}`, { headers, body });
    }

    /** Creates an API token, and returns its JSON. */
    async function make(body: object = {}, bearer = secret) {
      const answer = await send('POST', '/tokens', bearer, { name: 'Script', ...body });
      expect(answer.status, answer.text).to.equal(201);
      return answer.json;
    }

    const statusOf = async (method: string, path: string, bearer: string) => (await send(method, path, bearer)).status;
    const eventsOf = async (bearer = secret) =>
      (await send('GET', '/audit', bearer)).json.map(({ event }: { event: string }) => event);

    it('return the user, scopes and expiry of the credential for GET /api/me', async () => {
      const answer = await send('GET', '');
      expect(answer.status).to.equal(200);
      expect(answer.json).to.deep.equal({
        user_id: token.userId,
        auth: 'token',
        scopes: SCOPES,
        expires_at: timestamp(token.expiresAt),
      });
      expect(answer.headers['cache-control']).to.equal('no-store');
      errorIn(await ask('GET', `${service.url}/api/me`), 401, 'unauthenticated');
    });

    it('create an API token that works immediately, and show its secret only once', async () => {
      const before = Date.now();
      const made = await make({ scopes: ['tasks:read'], expires_at: timestamp(instant(before + 60_000)) });
      expect(Object.keys(made)).to.deep.equal([
        ...['id', 'name', 'scopes', 'created_at', 'expires_at', 'last_used_at', 'token'],
      ]);
      expect(made).to.deep.include({ name: 'Script', scopes: ['tasks:read'], last_used_at: null });
      expect(made.expires_at).to.equal(timestamp(instant(before + 60_000)));
      expect(made.token).to.match(/^tp_[0-9A-Za-z]{46}$/);
      expect((await send('GET', '', made.token)).json).to.deep.equal({
        user_id: token.userId,
        auth: 'token',
        scopes: ['tasks:read'],
        expires_at: made.expires_at,
      });
      const listed = await send('GET', '/tokens');
      expect(listed.text).not.to.include(made.token);
      const { token: _, last_used_at, ...rest } = made;
      expect(listed.json[0]).to.deep.include(rest);
      expect(Date.parse(listed.json[0].last_used_at)).to.be.at.least(before);
    });

    it('create a token that by default expires with the token that created it, but after at most 90 days', async () => {
      expect((await make()).expires_at).to.equal(timestamp(token.expiresAt));
      const long = await storeToken(service, { expiresAt: instant(Date.now() + 400 * DAY) });
      const { expires_at: end } = await make({}, long.secret);
      expect(Date.parse(end) - Date.now()).to.be.within(89.9 * DAY, 90 * DAY);
    });

    it('create no token with more scopes than the token that creates it', async () => {
      const weak = await make({ scopes: ['tasks:read', 'tokens'] });
      const answer = await send('POST', '/tokens', weak.token, { name: 'x', scopes: ['tasks:write'] });
      errorIn(answer, 403, 'insufficient_scope');
      expect(answer.headers['www-authenticate']).to.include('scope="tasks:write"');
      expect((await make({}, weak.token)).scopes).to.deep.equal(['tasks:read', 'tokens']);
    });

    it('name the invalid field in the error when a token cannot be created', async () => {
      const soon = timestamp(instant(Date.now() + 60_000));
      const invalid: [body: unknown, type: string, loc: (string | number)[]][] = [
        [{}, 'missing', ['body', 'name']],
        [{ name: '' }, 'string_too_short', ['body', 'name']],
        [{ name: ' ' }, 'value_error', ['body', 'name']],
        [{ name: 'a\nb' }, 'value_error', ['body', 'name']],
        [{ name: 'x'.repeat(101) }, 'string_too_long', ['body', 'name']],
        [{ name: 5 }, 'string_type', ['body', 'name']],
        [{ name: 'x', scopes: [] }, 'too_short', ['body', 'scopes']],
        [{ name: 'x', scopes: null }, 'list_type', ['body', 'scopes']],
        [{ name: 'x', scopes: ['tasks:read', 'admin'] }, 'enum', ['body', 'scopes', 1]],
        [{ name: 'x', expires_at: null }, 'string_type', ['body', 'expires_at']],
        [{ name: 'x', expires_at: '2099-01-01' }, 'datetime_parsing', ['body', 'expires_at']],
        [{ name: 'x', expires_at: '2099-02-30T00:00:00Z' }, 'datetime_parsing', ['body', 'expires_at']],
        [{ name: 'x', expires_at: '9999-12-31T23:59:59-12:00' }, 'datetime_parsing', ['body', 'expires_at']],
        [{ name: 'x', expires_at: '2020-01-01T00:00:00Z' }, 'datetime_future', ['body', 'expires_at']],
        [{ name: 'x', expires_at: timestamp(instant(token.expiresAt + 1)) }, 'value_error', ['body', 'expires_at']],
        [[], 'model_attributes_type', ['body']],
      ];
      for (const [body, type, loc] of invalid) {
        expectFieldError(await send('POST', '/tokens', secret, body), { type, loc });
      }
      expect((await make({ name: '🦀'.repeat(100), expires_at: soon.replace('Z', '+00:00') })).expires_at).to.equal(
        soon,
      );
    });

    it('revoke a token and the tokens created with it, and no other token', async () => {
      const [parent, other] = [await make(), await make()];
      const child = await make({}, parent.token);
      const revoked = await send('DELETE', `/tokens/${parent.id}`);
      expect([revoked.status, revoked.text, revoked.headers['content-type']]).to.deep.equal([204, '', undefined]);
      for (const each of [parent, child]) {
        const answer = await send('GET', '', each.token);
        errorIn(answer, 401, 'invalid_token');
        expect(answer.headers['www-authenticate']).to.match(/error="invalid_token", error_description="revoked"/);
      }
      expect(await statusOf('GET', '', other.token)).to.equal(200);
      errorIn(await send('DELETE', `/tokens/${parent.id}`), 404, 'token_not_found');
      errorIn(await send('DELETE', `/tokens/${child.id}`), 404, 'token_not_found');
      expectFieldError(await send('DELETE', '/tokens/x'), { type: 'uuid_parsing', loc: ['path', 'token_id'] });
    });

    it('let a token revoke itself', async () => {
      expect(await statusOf('DELETE', `/tokens/${token.id}`, secret)).to.equal(204);
      expect(await statusOf('GET', '', secret)).to.equal(401);
    });

    it('neither list nor revoke the tokens of another user', async () => {
      const stranger = await storeToken(service);
      errorIn(await send('DELETE', `/tokens/${token.id}`, stranger.secret), 404, 'token_not_found');
      const listed = (await send('GET', '/tokens', stranger.secret)).json;
      expect(listed.map(({ id }: { id: string }) => id)).to.deep.equal([stranger.token.id]);
      expect(await statusOf('GET', '', secret)).to.equal(200);
    });

    it('require the scope "tokens", except for GET /api/me', async () => {
      const writer = await make({ scopes: ['tasks:write'] });
      for (const [method, path] of [
        ['GET', '/tokens'],
        ['POST', '/tokens'],
        ['DELETE', `/tokens/${writer.id}`],
        ['GET', '/audit'],
      ] as const) {
        errorIn(
          await send(method, path, writer.token, method === 'POST' ? { name: 'x' } : undefined),
          403,
          'insufficient_scope',
        );
      }
      expect(await statusOf('GET', '', writer.token)).to.equal(200);
    });

    it('list tokens page by page, each token exactly once', async () => {
      const made = [token.id];
      for (let i = 0; i < 4; i++) made.push((await make()).id);
      const seen: string[] = [];
      let url: string | undefined = `${service.url}/api/me/tokens?limit=2`;
      while (url !== undefined) {
        const page: Answer = await ask('GET', url, { headers: { Authorization: `Bearer ${secret}` } });
        expect(page.json).to.have.length.within(1, 2);
        seen.push(...page.json.map(({ id }: { id: string }) => id));
        url = nextOf(page, service.url);
      }
      expect(seen).to.deep.equal(made.toReversed());
    });

    it('list the audit entries page by page, newest first', async () => {
      const made = await make();
      await send('GET', '', made.token);
      await send('DELETE', `/tokens/${made.id}`);
      await send('GET', '', made.token);
      const [newest, ...others] = (await send('GET', '/audit')).json;
      expect(newest).to.deep.equal({
        at: newest.at,
        event: 'refused',
        outcome: 'invalid_token',
        address: '127.0.0.1',
        request_id: 'test-1',
        user_agent: 'tests/1',
      });
      expect(Date.parse(newest.at)).to.be.within(Date.now() - 60_000, Date.now());
      expect(others.map(({ event, outcome }: { event: string; outcome: string }) => [event, outcome])).to.deep.equal(
        ['token_revoked', 'token_first_used', 'token_created', 'token_first_used'].map((event) => [event, 'ok']),
      );
      const first = await send('GET', '/audit?limit=3');
      const second = await ask('GET', nextOf(first, service.url) as string, {
        headers: { Authorization: `Bearer ${secret}` },
      });
      expect([...first.json, ...second.json]).to.deep.equal([newest, ...others]);
      expect(nextOf(second, service.url)).to.equal(undefined);
    });

    it('list only those audit entries that are about the user who sends the request', async () => {
      const stranger = await storeToken(service);
      await make({}, stranger.secret);
      expect(await eventsOf()).to.deep.equal(['token_first_used']);
      expect(await eventsOf(stranger.secret)).to.deep.equal(['token_created', 'token_first_used']);
    });

    it('reject a cursor that was edited, or that was made for another list or user', async () => {
      for (let i = 0; i < 2; i++) await make();
      const cursorOf = (answer: Answer) => new URL(nextOf(answer, service.url) as string).searchParams.get('cursor');
      const ofTokens = cursorOf(await send('GET', '/tokens?limit=1'));
      const ofAudit = cursorOf(await send('GET', '/audit?limit=1'));
      const stranger = await storeToken(service);
      const refused = [
        await send('GET', `/audit?cursor=${ofTokens}`),
        await send('GET', `/tokens?cursor=${ofAudit}`),
        await send('GET', `/tokens?cursor=${ofTokens}`, stranger.secret),
        await send('GET', `/tokens?cursor=${ofTokens?.slice(1)}`),
        await send('GET', '/tokens?cursor=x'),
      ];
      for (const answer of refused) expectFieldError(answer, { type: 'value_error', loc: ['query', 'cursor'] });
    });
  });
}
