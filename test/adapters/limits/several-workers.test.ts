import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import { ask } from '../../../tools/support/client.ts';
import { createDatabase, hasPostgres } from '../../support/postgres/postgres.ts';
import { type ServiceProcess, startProcess } from '../../support/service/process.ts';

const SECRET = 'a secret of at least thirty-two characters';
const LIMIT = 300;

/** Returns a JWT for a user, signed by the issuer `home`. */
function tokenFor(sub: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(Date.now() / 1000) + 600;
  const signed = `${part({ alg: 'HS256' })}.${part({ iss: 'home', aud: 'tasks', sub, exp })}`;
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}

describe('the rate limit of a user over two workers', () => {
  let service: ServiceProcess;
  let base: string;

  before(async function () {
    if (!hasPostgres()) this.skip();
    service = startProcess({
      DATABASE_URL: await createDatabase(),
      WORKERS: '2',
      JWT_ISSUER: 'home',
      JWT_AUDIENCE: 'tasks',
      JWT_SECRET: SECRET,
      RATE_LIMIT: `${LIMIT}/600`,
    });
    base = await service.listening();
    await service.lines('ready', 2);
  });

  after(async () => {
    service?.child.kill('SIGTERM');
    await service?.gone;
  });

  it('grants 98 % to 100 % of the requests that it allows, counted over both workers, and reports the remaining requests', async () => {
    const headers = { Authorization: `Bearer ${tokenFor('anna')}`, Connection: 'close' };
    const answers = [];
    for (let i = 0; i < (LIMIT * 1.5) / 10; i++) {
      answers.push(...(await Promise.all(Array.from({ length: 10 }, () => ask('GET', `${base}/api/me`, { headers })))));
    }
    const granted = answers.filter(({ status }) => status === 200).length;
    expect(granted).to.be.within(LIMIT * 0.98, LIMIT);
    const last = answers.at(-1);
    expect([last?.status, last?.json.code]).to.deep.equal([429, 'rate_limited']);
    expect(last?.headers.ratelimit).to.match(/^"user";r=\d;t=\d+$/);
    expect(Number(last?.headers['retry-after'])).to.be.within(500, 600);
    const other = { Authorization: `Bearer ${tokenFor('bert')}` };
    expect((await ask('GET', `${base}/api/me`, { headers: other })).status).to.equal(200);
  });

  it('does not apply to probes', async () => {
    for (let i = 0; i < LIMIT + 10; i++) expect((await ask('GET', `${base}/livez`)).status).to.equal(200);
  });
});
