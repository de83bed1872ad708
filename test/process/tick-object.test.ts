import { expect } from 'chai';
import { keepTickObject } from '../../src/process/tick-object.ts';

describe('keepTickObject', () => {
  it('finds the object that process.nextTick creates, which has a callback', () => {
    expect(keepTickObject()).to.have.property('callback').that.is.a('function');
  });
});
