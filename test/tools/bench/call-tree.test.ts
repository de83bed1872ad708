import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Call, readCallTree } from '../../../tools/bench/profile/call-tree.ts';
import { timeByPart } from '../../../tools/bench/profile/parts.ts';
import { temporaryFolder } from '../../../tools/support/temporary-folder.ts';

describe('the call tree of a CPU profile', () => {
  const node = (id: number, functionName: string, url: string, children: number[] = []) => ({
    ...{ id, children, callFrame: { functionName, url } },
  });
  const nodes = [
    node(1, '(root)', '', [2, 5, 6]),
    node(2, 'onRead', 'node:net', [3, 4]),
    node(3, 'route', 'file:///app/src/adapters/http/route.ts'),
    node(4, 'parse', 'file:///app/node_modules/valibot/index.mjs'),
    node(5, '(garbage collector)', ''),
    node(6, '(idle)', ''),
  ];
  const file = join(temporaryFolder(), 'profile');
  let root: Call;

  before(() => {
    const samples = [3, 3, 4, 5, 6, 2];
    const timeDeltas = [1_000_000, 100, 200, 50, 900, 25];
    writeFileSync(file, JSON.stringify({ nodes, samples, timeDeltas }));
    root = readCallTree(file, 0.001275);
  });

  it('has the time of each function with and without its callees, counted only in the requested last part of the profile', () => {
    expect(root.total).to.equal(375);
    const [onRead] = root.calls.values();
    expect([onRead?.name, onRead?.total, onRead?.self]).to.deep.equal(['onRead', 325, 25]);
    expect([...(onRead?.calls.values() ?? [])].map(({ name, self }) => [name, self])).to.have.deep.members([
      ['parse', 200],
      ['route', 100],
    ]);
  });

  it('leaves out the time in which the process was idle', () => {
    expect([...root.calls.values()].map(({ name }) => name)).to.have.members(['onRead', '(garbage collector)']);
  });

  it('yields the time of each part, such as Node or garbage collection, the most expensive part first', () => {
    expect(timeByPart(root)).to.deep.equal([
      ['Koa, Valibot, pino', 200],
      ['Taskport: HTTP', 100],
      ['garbage collection', 50],
      ['Node: HTTP, streams, timers, promises', 25],
    ]);
  });
});
