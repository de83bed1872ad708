import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { readKeySet } from '../../../../src/adapters/jwt/keys/read-key-set.ts';
import { type IssuerKey, issuerKey } from '../support/fake-issuer.ts';

const ISSUER = 'https://issuer.example';
const DISCOVERY = `${ISSUER}/.well-known/openid-configuration`;

type Answers = Record<string, () => Response>;

describe('readKeySet()', () => {
  let key: IssuerKey;

  before(async () => {
    key = await issuerKey('ES256', 'one');
  });

  const keySet = () => Response.json({ keys: [key.jwk] });
  const metadata = (issuer: string, jwks_uri: unknown) => () => Response.json({ issuer, jwks_uri });

  /** Returns the URLs that were requested, and the number of keys or the error. */
  async function read(issuer: string, answers: Answers, jwksUrl?: string): Promise<[string[], number | string]> {
    const requests: string[] = [];
    const fetch = async (url: URL) => {
      requests.push(url.href);
      return answers[url.href]?.() ?? new Response('', { status: 404 });
    };
    const settings = { issuer, audience: 'taskport', userClaim: 'sub', jwksUrl };
    const keys = readKeySet(settings, fetch, new AbortController().signal);
    return [
      requests,
      await keys.then(
        ({ length }) => length,
        ({ message }) => message,
      ),
    ];
  }

  it('reads JWKS_URL without discovery, whatever the issuer is called', async () => {
    const url = 'https://keys.example/all?v=1';
    expect(await read('any name', { [url]: keySet }, url)).to.deep.equal([[url], 1]);
  });

  it('finds the keys by discovery below the issuer', async () => {
    const url = 'https://keys.example/jwks';
    const answers = { [DISCOVERY]: metadata(ISSUER, url), [url]: keySet };
    expect(await read(ISSUER, answers)).to.deep.equal([[DISCOVERY, url], 1]);
  });

  it('finds the discovery of an issuer with a path, and of one that ends in a slash', async () => {
    for (const issuer of ['https://a.example/realms/x', 'https://a.example/']) {
      const discovery = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
      const url = 'https://a.example/jwks';
      const answers = { [discovery]: metadata(issuer, url), [url]: keySet };
      expect(await read(issuer, answers)).to.deep.equal([[discovery, url], 1]);
    }
  });

  it('takes an issuer without discovery for Better Auth', async () => {
    const url = `${ISSUER}/api/auth/jwks`;
    expect(await read(ISSUER, { [url]: keySet })).to.deep.equal([[DISCOVERY, url], 1]);
  });

  it('refuses the metadata of another issuer, and reads no keys', async () => {
    for (const other of [`${ISSUER}/`, 'https://evil.example', 'HTTPS://issuer.example']) {
      const answers = { [DISCOVERY]: metadata(other, `${ISSUER}/jwks`) };
      expect(await read(ISSUER, answers)).to.deep.equal([
        [DISCOVERY],
        `${DISCOVERY} has another issuer than JWT_ISSUER`,
      ]);
    }
  });

  it('takes only the status 404 for an issuer without discovery', async () => {
    for (const status of [401, 403, 410, 500, 503]) {
      const answers = { [DISCOVERY]: () => new Response('', { status }), [`${ISSUER}/api/auth/jwks`]: keySet };
      expect(await read(ISSUER, answers)).to.deep.equal([[DISCOVERY], `${DISCOVERY} answered ${status}`]);
    }
  });

  it('refuses metadata without jwks_uri, and HTML', async () => {
    const bodies: [() => Response, string][] = [
      [() => Response.json({ issuer: ISSUER }), 'has no issuer or no jwks_uri. Set JWKS_URL'],
      [metadata(ISSUER, 7), 'has no issuer or no jwks_uri. Set JWKS_URL'],
      [() => new Response('<html>secret'), 'answered something that is no JSON'],
    ];
    for (const [answer, error] of bodies) {
      expect(await read(ISSUER, { [DISCOVERY]: answer })).to.deep.equal([[DISCOVERY], `${DISCOVERY} ${error}`]);
    }
  });

  it('requests http: only from a loopback address', async () => {
    for (const host of ['localhost:3000', 'kc.localhost:8080', '127.0.0.1', '127.9.9.9:1', '[::1]:3000']) {
      const url = `http://${host}/jwks`;
      expect(await read('x', { [url]: keySet }, url)).to.deep.equal([[url], 1]);
    }
    const refused = [
      'http://issuer.example/',
      'http://127.0.0.1.example/',
      'http://localhost.example/',
      'ftp://localhost/',
    ];
    for (const url of [...refused, 'file:///etc/passwd', 'data:application/json,{}']) {
      expect(await read('x', {}, url)).to.deep.equal([[], `${url} is neither https: nor http: to a loopback address`]);
    }
  });

  it('refuses a plain http: address that discovery names', async () => {
    const [requests, error] = await read(ISSUER, { [DISCOVERY]: metadata(ISSUER, 'http://issuer.example/jwks') });
    expect(requests).to.deep.equal([DISCOVERY]);
    expect(error).to.include('neither https: nor http:');
  });

  describe('with a server', () => {
    /** Reads a key set from a server on loopback, and returns the number of keys or the error. */
    async function readFrom(answer: RequestListener): Promise<number | string> {
      const server = createServer(answer).listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      const jwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
      const settings = { issuer: 'x', audience: 'taskport', userClaim: 'sub', jwksUrl };
      try {
        return (await readKeySet(settings, fetch, new AbortController().signal)).length;
      } catch (error) {
        return (error as Error).message.replace(jwksUrl, 'it');
      } finally {
        server.closeAllConnections();
        server.close();
      }
    }

    it('reads its keys', async () => {
      expect(await readFrom((_, response) => response.end(JSON.stringify({ keys: [key.jwk] })))).to.equal(1);
    });

    it('follows no redirect', async () => {
      const paths: unknown[] = [];
      const result = await readFrom(({ url }, response) => {
        paths.push(url);
        response.writeHead(302, { location: '/elsewhere' }).end();
      });
      expect([paths, result]).to.deep.equal([['/jwks'], 'it answered 302']);
    });

    it('reads at most 256 KiB of an answer that never ends', async () => {
      let chunks = 0;
      const result = await readFrom((_, response) => {
        const send = () => {
          do chunks++;
          while (response.write(' '.repeat(64 * 1024)));
        };
        response.on('drain', send);
        send();
      });
      // The buffers of the sockets take some megabytes.
      expect(chunks * 64 * 1024).to.be.below(32 * 1024 * 1024);
      expect(result).to.equal('it answered more than 262144 bytes');
    });
  });
});
