import { expect } from 'chai';
import { freePort } from '../../tools/support/free-port.ts';
import { command, type Headers } from './requests.ts';
import { expectNone, newSecret, SECRET_PLACES } from './secret-places.ts';
import { Utterances } from './utterances.ts';

for (const { name, missing, open } of SECRET_PLACES) {
  (missing ? describe.skip : describe)(`the secrets of a command on ${name}`, () => {
    it('stay secret: a password or token appears in no output except that of the command that creates it', async () => {
      const [place, heard, password] = [await open(), new Utterances(), newSecret()];
      const run = async (args: readonly string[], input = '') =>
        heard.ended(await command(place.environment, args, input));
      expect((await run(['migrate'])).code).to.equal(0);
      const made = await run(['user', 'add', 'bob@b.example'], `${password}\n`);
      expect(made).to.include({ code: 0, out: '' });
      await run(['user', 'add', 'bob@b.example'], `${password}\n`);
      const user = /\((.*?)\)/.exec(made.errors)?.[1] as string;
      const token = (await run(['token', 'create', 'x', '--user', user])).out.trim();
      for (const args of [
        ['user', 'list'],
        ['token', 'list', '--user', user],
        ['token', 'revoke', token, '--user', user],
      ]) {
        heard.add((await run(args)).out);
      }
      for (const word of ['Added bob@b.example', 'an account with this email', 'Made the token', '1 token']) {
        expect(heard.text).to.include(word);
      }
      expectNone({ ...place.secrets, token: token.slice('tp_'.length), password }, heard.text);
    });
  });
}

describe('the secrets of a service that cannot start', () => {
  it('appear in no message about an invalid configuration', async () => {
    const short = { AUTH_SECRET: newSecret().slice(0, 20), JWT_SECRET: newSecret().slice(0, 20) };
    const secrets: Headers = { ...short, METRICS_TOKEN: `${newSecret()} with a blank` };
    for (const DATABASE_URL of [
      (password: string) => `mysql://user:${password}@127.0.0.1/x`,
      (password: string) => `postgres://user:${password}@127.0.0.1:99999/x`,
      (password: string) => `postgres://user:${password}/part@127.0.0.1/x`,
      (password: string) => `postgres://user:${password}@127.0.0.1/x?sslmode=odd`,
      (password: string) => `user:${password}`,
    ]) {
      const password = newSecret();
      const { code, out, errors } = await command({ ...secrets, DATABASE_URL: DATABASE_URL(password), PORT: 'x' }, []);
      expect(code, errors).to.equal(78);
      for (const variable of Object.keys(secrets)) expect(errors).to.include(`${variable} must`);
      expectNone({ ...secrets, password }, out + errors);
    }
  });

  it('appear in no message while the database cannot be reached', async () => {
    const [said, password, AUTH_SECRET] = [new Utterances(), newSecret(), newSecret()];
    const place = { DATABASE_URL: `postgres://user:${password}@127.0.0.1:${await freePort()}/x`, AUTH_SECRET };
    const service = said.start(place);
    const url = await service.listening();
    for (const path of ['readyz', 'api/me', 'health', 'metrics']) await said.ask('GET', `${url}/${path}`);
    await said.ask('POST', `${url}/api/auth/sign-in/email`, { body: { email: 'a@b.example', password } });
    said.addCommandLines(service.pid);
    service.child.kill('SIGTERM');
    await service.gone;
    for (const args of [
      ['user', 'list'],
      ['token', 'list', '--user', '00000000-0000-4000-8000-000000000000'],
    ]) {
      expect(said.ended(await command(place, args)).code).not.to.equal(0);
    }
    expect(said.text).to.include('ECONNREFUSED');
    expectNone({ password, AUTH_SECRET }, said.text);
  });
});
