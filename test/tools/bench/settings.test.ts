import { expect } from 'chai';
import { oneOf, SettingsError } from '../../../tools/support/settings.ts';

const NAME = 'TASKPORT_TEST_CHOICE';

describe('a setting that is one of several names', () => {
  afterEach(() => {
    delete process.env[NAME];
  });

  it('defaults to the first name when the variable is missing or empty', () => {
    expect(oneOf(NAME, ['postgres', 'sqlite'])).to.equal('postgres');
    process.env[NAME] = ' ';
    expect(oneOf(NAME, ['postgres', 'sqlite'])).to.equal('postgres');
  });

  it('takes the name in the variable', () => {
    process.env[NAME] = 'sqlite';
    expect(oneOf(NAME, ['postgres', 'sqlite'])).to.equal('sqlite');
  });

  it('rejects any other name, and lists the allowed ones', () => {
    process.env[NAME] = 'mysql';
    expect(() => oneOf(NAME, ['postgres', 'sqlite'])).to.throw(
      SettingsError,
      `${NAME} must be one of: postgres, sqlite`,
    );
  });
});
