import { pluralOf } from './plural.ts';

const plural = pluralOf('en');

/** The English texts of dialogs, forms and the sign-in. */
export const enForms = {
  choose: {
    due: 'Due …',
    priority: 'Priority …',
    list: 'Move to …',
    tag: 'Tag …',
    palette: 'Type an action, a view, a list or a task',
    nothing: 'Nothing found.',
    newName: (name: string) => `New: ${name}`,
    today: 'Today',
    tomorrow: 'Tomorrow',
    weekend: 'Saturday',
    nextWeek: 'Next Monday',
    noDate: 'No date',
    removeTag: (tag: string) => `Remove ${tag}`,
  },
  settings: {
    title: 'Settings',
    language: 'Language',
    theme: 'Appearance',
    themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
    quickAdd: 'Understand dates, !priority, @tag and #list in new tasks',
    account: 'Account',
    signOutLoses: (n: number) =>
      plural(n, {
        one: '1 change is not saved by the service, and would be lost.',
        other: `${n} changes are not saved by the service, and would be lost.`,
      }),
    signOutAnyway: 'Sign out, and lose them',
    stay: 'Stay signed in',
  },
  entrance: {
    signIn: 'Sign in',
    signUp: 'Create the account',
    first: 'This service is new: create the first account',
    haveAccount: 'Sign in with an account',
    name: 'Name',
    email: 'Email',
    password: 'Password',
    token: 'Token',
    tokenHint: 'Paste a token of your sign-in service. It is kept in this tab alone.',
    useToken: 'Open',
    useTokenInstead: 'Use a token',
    unreachable: 'The service cannot be reached',
    unreachableHint: 'This browser has no copy of your tasks yet. Check the network, and try again.',
    retry: 'Try again',
    checking: 'One moment …',
  },
  newVersion: 'A new version of the page is here.',
  reload: 'Reload',
  invalid: {
    title: 'A title has 1 to 255 characters.',
    description: 'A description has at most 2,000 characters.',
    tag: 'A tag has 1 to 50 characters, and a task at most 20 tags.',
    list: 'The name of a list has 1 to 100 characters.',
    date: 'This is not a date.',
  },
};
