import { accessExamples } from '../examples/access-examples.ts';
import { type Caller, type Example, get } from '../examples/example.ts';
import type { Guide } from './guide.ts';

/** Returns the guide to credentials, which differs between open mode and required mode. */
export function credentialsGuide(caller: Caller): Guide {
  const isOpen = caller.actor.kind === 'open';
  const { getMe = [], createToken = [] } = accessExamples(caller);
  return {
    id: 'credentials',
    title: 'Say who you are',
    about: isOpen ? 'This service asks for no credential.' : 'This service asks each caller for a credential.',
    parts: [
      ...(isOpen ? OPEN : REQUIRED),
      ...getMe,
      'A token is made with a name, and with the scopes that it needs. It is shown once:',
      ...createToken,
      ...(isOpen ? [] : ['Without a credential the answer is `401`:', refused()]),
      'A token ends 90 days after it was made, or at the `expires_at` that it was made with.',
    ],
  };
}

const OPEN = [
  'It is in open mode: whoever reaches it may act for any user. `me` in a path is one fixed user. Any UUID in its place ' +
    'is another user.',
  'With `AUTH_SECRET` or `JWT_ISSUER` set, the service asks for a credential, and `me` is the user of the credential.',
];

const REQUIRED = [
  'A program sends a bearer token: an API token of this service, or a JWT of the issuer that the service trusts. The ' +
    'commands on this page take it from the shell variable `TOKEN`. A page of this service sends its session cookie.',
  '`me` in a path stands for the user of the credential. Another user in a path is refused.',
];

function refused(): Example {
  const body = { detail: '…', code: 'unauthenticated', request_id: '…' };
  return get('/api/me', { status: 401, body }, { isAnonymous: true });
}
