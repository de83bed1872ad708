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

  /** Reads a key set. Returns the requested URLs, and the number of keys or the error message. */
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

  it('reads the key set from JWKS_URL without discovery, even if the issuer is not a URL', async () => {
    const url = 'https://keys.example/all?v=1';
    expect(await read('any name', { [url]: keySet }, url)).to.deep.equal([[url], 1]);
  });

  it('finds the URL of the key set by discovery below the URL of the issuer', async () => {
    const url = 'https://keys.example/jwks';
    const answers = { [DISCOVERY]: metadata(ISSUER, url), [url]: keySet };
    expect(await read(ISSUER, answers)).to.deep.equal([[DISCOVERY, url], 1]);
  });

  it('finds the discovery document of an issuer whose URL has a path or ends in a slash', async () => {
    for (const issuer of ['https://a.example/realms/x', 'https://a.example/']) {
      const discovery = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
      const url = 'https://a.example/jwks';
      const answers = { [discovery]: metadata(issuer, url), [url]: keySet };
      expect(await read(issuer, answers)).to.deep.equal([[discovery, url], 1]);
    }
  });

  it('reads the key set from /api/auth/jwks, the path of Better Auth, if discovery answers 404', async () => {
    const url = `${ISSUER}/api/auth/jwks`;
    expect(await read(ISSUER, { [url]: keySet })).to.deep.equal([[DISCOVERY, url], 1]);
  });

  it('rejects a discovery document that names another issuer, and fetches no keys', async () => {
    for (const other of [`${ISSUER}/`, 'https://evil.example', 'HTTPS://issuer.example']) {
      const answers = { [DISCOVERY]: metadata(other, `${ISSUER}/jwks`) };
      expect(await read(ISSUER, answers)).to.deep.equal([
        [DISCOVERY],
        `${DISCOVERY} has another issuer than JWT_ISSUER`,
      ]);
    }
  });

  it('fails if discovery answers an error status other than 404', async () => {
    for (const status of [401, 403, 410, 500, 503]) {
      const answers = { [DISCOVERY]: () => new Response('', { status }), [`${ISSUER}/api/auth/jwks`]: keySet };
      expect(await read(ISSUER, answers)).to.deep.equal([[DISCOVERY], `${DISCOVERY} answered ${status}`]);
    }
  });

  it('fails if the discovery document has no `jwks_uri` or is an HTML page', async () => {
    const bodies: [() => Response, string][] = [
      [() => Response.json({ issuer: ISSUER }), 'has no issuer or no jwks_uri. Set JWKS_URL'],
      [metadata(ISSUER, 7), 'has no issuer or no jwks_uri. Set JWKS_URL'],
      [() => new Response('<html>secret'), 'answered something that is no JSON'],
    ];
    for (const [answer, error] of bodies) {
      expect(await read(ISSUER, { [DISCOVERY]: answer })).to.deep.equal([[DISCOVERY], `${DISCOVERY} ${error}`]);
    }
  });

  it('fetches http: URLs only from loopback addresses', async () => {
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

  it('rejects an http: URL as `jwks_uri` in a discovery document', async () => {
    const [requests, error] = await read(ISSUER, { [DISCOVERY]: metadata(ISSUER, 'http://issuer.example/jwks') });
    expect(requests).to.deep.equal([DISCOVERY]);
    expect(error).to.include('neither https: nor http:');
  });

  describe('with a real HTTP server', () => {
    /** Reads a key set from a local server with this listener. Returns the number of keys or the error message. */
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

    it('reads the keys of the server', async () => {
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

    it('stops reading an endless response after 256 KiB', async () => {
      let chunks = 0;
      const result = await readFrom((_, response) => {
        const send = () => {
          do chunks++;
          while (response.write(' '.repeat(64 * 1024)));
        };
        response.on('drain', send);
        send();
      });
      // The server can send some more megabytes, because socket buffers take them.
      expect(chunks * 64 * 1024).to.be.below(32 * 1024 * 1024);
      expect(result).to.equal('it answered more than 262144 bytes');
    });
  });
});
