import { expect } from 'chai';
import { oneOf, SettingsError } from '../../../tools/support/settings.ts';

const NAME = 'TASKPORT_TEST_CHOICE';

describe('an environment variable of a benchmark whose value is one of several names', () => {
  afterEach(() => {
    delete process.env[NAME];
  });

  it('defaults to the first name when the variable is blank or not set', () => {
    expect(oneOf(NAME, ['postgres', 'sqlite'])).to.equal('postgres');
    process.env[NAME] = ' ';
    expect(oneOf(NAME, ['postgres', 'sqlite'])).to.equal('postgres');
  });

  it('selects the name that the variable contains', () => {
    process.env[NAME] = 'sqlite';
    expect(oneOf(NAME, ['postgres', 'sqlite'])).to.equal('sqlite');
  });

  it('throws a SettingsError that lists the allowed names when the variable contains another name', () => {
    process.env[NAME] = 'mysql';
    expect(() => oneOf(NAME, ['postgres', 'sqlite'])).to.throw(
      SettingsError,
      `${NAME} must be one of: postgres, sqlite`,
    );
  });
});
