import { expect } from 'chai';
import { SignJWT } from 'jose';
import { type Answer, ask } from '../../tools/support/client.ts';
import { createDatabase, hasPostgres } from '../support/postgres/postgres.ts';
import { type AccountsService, ADMINISTRATOR, startAccounts } from './accounts-service.ts';
import { type Headers, post, refusalOf, type Send, withToken } from './requests.ts';

const LIMIT = 200;
const SECONDS = 3600;
const SECRET = 'another secret of at least thirty-two bytes';
const WITH_LIMIT = {
  JWT_ISSUER: 'home',
  JWT_AUDIENCE: 'tasks',
  JWT_SECRET: SECRET,
  RATE_LIMIT: `${LIMIT}/${SECONDS}`,
};

/** Returns a JWT for a user, signed by the issuer `home`. */
function jwtOf(sub: string): Promise<string> {
  const claims = new SignJWT({}).setIssuer('home').setAudience('tasks').setSubject(sub).setExpirationTime('10m');
  return claims.setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(SECRET));
}

/** Sends `count` requests, ten at a time, and returns the answers. */
async function sendMany(count: number, send: (i: number) => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let i = 0; i < count; i += 10) {
    answers.push(...(await Promise.all(Array.from({ length: Math.min(10, count - i) }, (_, j) => send(i + j)))));
  }
  return answers;
}

const granted = (answers: readonly Answer[]) => answers.filter(({ status }) => status !== 429);

function expectRefusal(answer: Answer): void {
  expect(refusalOf(answer)).to.deep.equal([429, 'rate_limited']);
  const { ratelimit, 'ratelimit-policy': policy, 'retry-after': retryAfter } = answer.headers;
  expect(policy).to.equal(`"user";q=${LIMIT};w=${SECONDS}`);
  expect(Number(retryAfter)).to.be.within(SECONDS - 60, SECONDS);
  expect(ratelimit).to.match(new RegExp(`^"user";r=\\d;t=${retryAfter}$`));
}

for (const [name, missing, place] of [
  ['one process', false, async () => ({ DATABASE_URL: 'memory:' })],
  ['two workers on PostgreSQL', !hasPostgres(), async () => ({ DATABASE_URL: await createDatabase(), WORKERS: '2' })],
] as [string, boolean, () => Promise<Headers>][]) {
  (missing ? describe.skip : describe)(`the limits of a service with ${name}`, () => {
    let service: AccountsService;
    let user: (sub: string) => Promise<Send>;

    before(async () => {
      service = await startAccounts(await place(), WITH_LIMIT);
      user = async (sub) => withToken(service.url, await jwtOf(sub));
    });

    after(() => service?.stop());

    it('grant a user 98 % to 100 % of the requests that the rate limit allows, and do not affect another user', async () => {
      const [greedy, modest] = [await user('greedy'), await user('modest')];
      const [many, few] = await Promise.all([
        sendMany(LIMIT * 2, () => greedy('GET', '/tasks')),
        sendMany(LIMIT / 2, (i) => modest('POST', '/tasks', { title: `${i}` })),
      ]);
      expect(granted(many).length).to.be.within(LIMIT * 0.98, LIMIT);
      for (const answer of many.filter(({ status }) => status === 429)) expectRefusal(answer);
      expect(new Set(few.map(({ status }) => status))).to.deep.equal(new Set([201]));
      expectRefusal(await greedy('GET', '/tasks'));
      const listed = await modest('GET', '/tasks?limit=100');
      expect([listed.status, listed.json.length]).to.deep.equal([200, LIMIT / 2]);
      for (const { headers } of [...few, listed]) {
        expect(headers['ratelimit-policy']).to.equal(`"user";q=${LIMIT};w=${SECONDS}`);
        expect(headers.ratelimit).to.match(/^"user";r=\d+;t=\d+$/);
      }
      // A worker may report a number of remaining requests that is a second old and too high. So the minimum is the
      // newest value.
      const left = Math.min(
        ...[...few, listed].map(({ headers }) => Number(/r=(\d+)/.exec(`${headers.ratelimit}`)?.[1])),
      );
      expect(left).to.be.within(LIMIT / 2 - 1 - LIMIT * 0.02, LIMIT / 2 - 1);
    });

    it('count all requests of a user together, whether sent with the session cookie, an API token or a JWT', async () => {
      const made = await service.send('POST', '/tokens', { name: 'x' });
      const token = withToken(service.url, made.json.token);
      // If `sub` in a JWT is a UUID, it is the user id, so this JWT belongs to the administrator, too.
      const jwt = await user(service.user);
      expect((await jwt('GET', '')).json.user_id).to.equal(service.user);
      const credentials = [service.send, token, jwt] as const;
      const answers = await sendMany(LIMIT * 1.2, (i) => (credentials[i % 3] as Send)('GET', '/tasks'));
      expect(granted(answers).length + 2).to.be.within(LIMIT * 0.98, LIMIT);
      for (const send of credentials) expectRefusal(await send('GET', '/tasks'));
    });

    it('appear as RateLimit headers in error responses, too, but not if a request is a probe or has no credential', async () => {
      const send = await user('erring');
      const errors = [
        await send('GET', '/tasks/00000000-0000-4000-8000-000000000000'),
        await send('POST', '/tasks', { title: '' }),
        await send('GET', '/unknown'),
        await send('DELETE', '/tasks'),
      ];
      expect(errors.map(({ status }) => status)).to.deep.equal([404, 422, 404, 422]);
      for (const { headers } of errors) expect(headers.ratelimit).to.match(/^"user";r=19\d;t=\d+$/);
      for (const path of ['/livez', '/readyz', '/health', '/openapi.json', '/api/me']) {
        const { headers } = await ask('GET', service.url + path);
        expect(headers, path).not.to.have.any.keys('ratelimit', 'ratelimit-policy');
      }
    });

    it('refuse sign-ins from an IP address after ten failures in a minute, but accept valid tokens from there', async () => {
      const send = await user('bystander');
      const failed = await Promise.all(
        Array.from({ length: 13 }, () =>
          post(service.url, 'sign-in/email', { ...ADMINISTRATOR, password: 'wrong one' }),
        ),
      );
      const codes = failed.map(({ json }) => json.code).toSorted();
      expect(codes).to.deep.equal([...Array(3).fill('rate_limited'), ...Array(10).fill('sign_in_failed')]);
      const { email, password } = ADMINISTRATOR;
      const refused = await post(service.url, 'sign-in/email', { email, password });
      expect(refusalOf(refused)).to.deep.equal([429, 'rate_limited']);
      expect(Number(refused.headers['retry-after'])).to.be.within(1, 60);
      expect(refusalOf(await withToken(service.url, 'tp_bad')('GET', ''))).to.deep.equal([401, 'invalid_token']);
      expect((await send('GET', '')).status).to.equal(200);
    });
  });
}
