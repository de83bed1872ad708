import { readConfig } from '../../../config/env.ts';
import { command } from './command.ts';

export const user = command({
  name: 'user',
  summary: 'Adds, lists or disables accounts, even while a service runs.',
  details: [
    'The password of a new account is the first line of the standard input, unless that is a terminal. Without one, a ' +
      'password is made and printed once, on the standard output.',
  ],
  usage: ['add EMAIL', 'list', 'disable EMAIL'],
  operands: [{ name: 'EMAIL', help: 'the email address of the account' }],
  options: {},
  examples: [
    ['user add you@home.example < password.txt', 'an account with a password of yours'],
    ['user disable you@home.example', 'and end its sessions and tokens'],
  ],
  exits: ['ok', 'noInput', 'unavailable', 'config'],
  run: async ({ operands }) => (await import('../commands/user-command.ts')).user(readConfig(), operands),
});

export const token = command({
  name: 'token',
  summary: 'Makes, lists or revokes API tokens of a user, even while a service runs.',
  details: ['The secret of a new token is printed once, on the standard output.'],
  usage: ['create NAME --user ID [--scopes LIST] [--expires TIME]', 'list --user ID', 'revoke TOKEN_ID --user ID'],
  operands: [
    { name: 'NAME', help: 'what the token is for' },
    { name: 'TOKEN_ID', help: 'the id that "token list" shows' },
  ],
  options: {
    user: { type: 'string', value: 'ID', help: 'the id of the user' },
    scopes: { type: 'string', value: 'LIST', help: 'such as tasks:read,tasks:write,tokens; all by default' },
    expires: { type: 'string', value: 'TIME', help: 'when the token ends, such as 2027-01-31T00:00:00Z' },
  },
  examples: [
    [
      'token create "Backup script" --user 3fa85f64-5717-4562-b3fc-2c963f66afa6 --scopes tasks:read',
      'a token that reads',
    ],
  ],
  exits: ['ok', 'noInput', 'unavailable', 'config'],
  run: async ({ operands, options }) =>
    (await import('../commands/token-command.ts')).token(readConfig(), operands, options),
});
