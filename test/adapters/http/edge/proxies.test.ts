import type { IncomingMessage } from 'node:http';
import { expect } from 'chai';
import { MetricsAccess } from '../../../../src/adapters/http/access/metrics-access.ts';
import { Proxies } from '../../../../src/adapters/http/edge/proxies.ts';
import { InvalidToken, Unauthenticated } from '../../../../src/domain/access/errors.ts';

function request(remoteAddress: string, headers: Record<string, string> = {}, socket: object = {}): IncomingMessage {
  return { socket: { remoteAddress, ...socket }, headers, rawHeaders: [] } as unknown as IncomingMessage;
}

const PROXIES = ['10.0.0.0/8', '192.0.2.7', 'fd00::/8', '::1'];

describe('Proxies', () => {
  const cases: [address: string, peer: string, forwardedFor: string][] = [
    ['203.0.113.9', '203.0.113.9', '198.51.100.1'],
    ['198.51.100.1', '10.0.0.1', '198.51.100.1'],
    ['198.51.100.1', '::ffff:10.0.0.1', '198.51.100.1'],
    ['198.51.100.1', '192.0.2.7', '127.0.0.1, 198.51.100.1, 10.1.1.1'],
    ['198.51.100.1', 'fd00::1', '198.51.100.1:5678'],
    ['2001:db8::1', '::1', '[2001:db8::1]:80'],
    ['2001:db8::1', '::1', '2001:db8::1'],
    ['10.0.0.3', '10.0.0.1', '10.0.0.3, 10.0.0.2'],
    ['198.51.100.1', '10.0.0.1', '::ffff:198.51.100.1'],
  ];
  for (const [address, peer, forwardedFor] of cases) {
    it(`finds the client address ${address} when ${peer} sends X-Forwarded-For: ${forwardedFor}`, () => {
      const headers = { 'x-forwarded-for': forwardedFor };
      expect(new Proxies(PROXIES).origination(request(peer, headers)).address).to.equal(address);
      expect(new Proxies([]).origination(request(peer, headers)).address).to.equal(peer.replace('::ffff:', ''));
    });
  }

  it('returns an empty client address if X-Forwarded-For of a trusted proxy contains an invalid address', () => {
    for (const forwardedFor of ['unknown', '198.51.100.1, ', '198.51.100.1, made up, 10.0.0.2', '']) {
      const behind = request('10.0.0.1', { 'x-forwarded-for': forwardedFor });
      expect(new Proxies(PROXIES).origination(behind).address, forwardedFor).to.equal('');
    }
    expect(new Proxies(PROXIES).origination(request('10.0.0.1')).address).to.equal('10.0.0.1');
  });

  it('takes the protocol and host that the client used from the headers of a trusted proxy only', () => {
    const headers = { host: 'inner', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'home.example' };
    const proxies = new Proxies(PROXIES);
    expect(proxies.origination(request('10.0.0.1', headers))).to.include({ protocol: 'https', host: 'home.example' });
    expect(proxies.origination(request('11.0.0.1', headers))).to.include({ protocol: 'http', host: 'inner' });
    expect(proxies.origination(request('10.0.0.1', { host: 'x', 'x-forwarded-proto': 'ws' })).protocol).to.equal(
      'http',
    );
    expect(proxies.origination(request('10.0.0.1', { host: 'x' }, { encrypted: true }))).to.include({
      protocol: 'https',
      host: 'x',
    });
  });
});

describe('/metrics of a service that requires credentials', () => {
  const check = (
    message: IncomingMessage,
    { token, proxies = [] as string[] }: { token?: string; proxies?: string[] },
  ) => new MetricsAccess(token, new Proxies(proxies)).check(message, '/metrics');

  it('is allowed only for clients on this machine', () => {
    for (const address of ['127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1'])
      expect(() => check(request(address), {})).not.to.throw();
    for (const address of ['10.0.0.1', '::2', '', '::ffff:10.0.0.1'])
      expect(() => check(request(address), {}), address).to.throw(Unauthenticated);
  });

  it('is refused for a remote client behind a proxy on this machine, whether the proxy is trusted or not', () => {
    for (const name of ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'forwarded', 'x-real-ip'])
      expect(() => check(request('127.0.0.1', { [name]: '127.0.0.1' }), {}), name).to.throw(Unauthenticated);
    const outside = request('127.0.0.1', { 'x-forwarded-for': '198.51.100.1' });
    expect(() => check(outside, { proxies: ['127.0.0.1'] })).to.throw(Unauthenticated);
    const inside = request('127.0.0.1', { 'x-forwarded-for': '127.0.0.1' });
    expect(() => check(inside, { proxies: ['127.0.0.1'] })).not.to.throw();
    const unknown = request('127.0.0.1', { 'x-real-ip': '127.0.0.1' });
    expect(() => check(unknown, { proxies: ['127.0.0.1'] })).to.throw(Unauthenticated);
  });

  it('is refused if a trusted proxy on this machine forwards a request without a valid client address', () => {
    const proxies = ['127.0.0.1'];
    for (const name of ['x-forwarded-proto', 'x-forwarded-host'])
      expect(() => check(request('127.0.0.1', { [name]: 'https' }), { proxies }), name).to.throw(Unauthenticated);
    for (const client of ['unknown', '', '198.51.100.1, _hidden'])
      expect(() => check(request('127.0.0.1', { 'x-forwarded-for': client }), { proxies })).to.throw(Unauthenticated);
    expect(() => check(request('127.0.0.1'), { proxies })).not.to.throw();
  });

  it('requires the token METRICS_TOKEN, if that variable is set, even from clients on this machine', () => {
    const of = (authorization?: string) => () =>
      check(request('127.0.0.1', authorization === undefined ? {} : { authorization }), { token: 'one' });
    expect(of()).to.throw(Unauthenticated);
    expect(of('Basic one')).to.throw(Unauthenticated);
    expect(of('Bearer two')).to.throw(InvalidToken);
    expect(of('Bearer one')).not.to.throw();
  });
});
