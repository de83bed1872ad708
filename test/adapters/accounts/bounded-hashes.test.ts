import { expect } from 'chai';
import { boundedHashes } from '../../../src/adapters/accounts/bounded-hashes.ts';
import { StoreError } from '../../../src/ports/store-lifecycle.ts';

describe('the password hashing', () => {
  it('runs two hashes at a time, and starts the next one when a hash ends', async () => {
    const begun: { password: string; end: (hash: string) => void }[] = [];
    const { hash, verify } = boundedHashes(
      (password) => new Promise((end) => begun.push({ password, end })),
      async () => true,
    );
    const first = hash('1');
    void hash('2');
    void hash('3');
    const verified = verify({ hash: '', password: '4' });
    expect(begun.map(({ password }) => password)).to.deep.equal(['1', '2']);
    begun[0]?.end('hash');
    expect(await first).to.equal('hash');
    begun[1]?.end('hash');
    expect(await verified).to.equal(true);
    expect(begun.map(({ password }) => password)).to.deep.equal(['1', '2', '3']);
  });

  it('starts the next waiting hash even if the running hash fails', async () => {
    const { hash, verify } = boundedHashes(
      () => Promise.reject(new Error('no memory')),
      async () => true,
    );
    for (let i = 0; i < 3; i++) expect(await hash('').catch((error) => error.message)).to.equal('no memory');
    expect(await verify({ hash: '', password: '' })).to.equal(true);
  });

  it('rejects a further hash with the error `overloaded` when 100 hashes wait', async () => {
    const { hash } = boundedHashes(() => new Promise(() => {}));
    for (let i = 0; i < 102; i++) void hash('');
    const error = await hash('').catch((error) => error);
    expect(error).to.be.instanceOf(StoreError).with.property('code', 'overloaded');
  });
});
