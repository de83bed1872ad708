import type { enForms } from './en-forms.ts';
import { pluralOf } from './plural.ts';

const plural = pluralOf('de');

/** The German texts of dialogs, forms and the sign-in. */
export const deForms: typeof enForms = {
  choose: {
    due: 'Fällig …',
    priority: 'Priorität …',
    list: 'Auf die Liste …',
    tag: 'Schlagwort …',
    palette: 'Aktion, Ansicht, Liste oder Aufgabe eingeben',
    nothing: 'Nichts gefunden.',
    newName: (name) => `Neu: ${name}`,
    today: 'Heute',
    tomorrow: 'Morgen',
    weekend: 'Samstag',
    nextWeek: 'Nächsten Montag',
    noDate: 'Kein Datum',
    removeTag: (tag) => `${tag} entfernen`,
  },
  settings: {
    title: 'Einstellungen',
    language: 'Sprache',
    theme: 'Erscheinungsbild',
    themes: { system: 'Wie das System', light: 'Hell', dark: 'Dunkel' },
    quickAdd: 'In neuen Aufgaben Datum, !Priorität, @Schlagwort und #Liste verstehen',
    account: 'Konto',
    signOutLoses: (n) =>
      plural(n, {
        one: '1 Änderung hat der Dienst nicht gespeichert; sie ginge verloren.',
        other: `${n} Änderungen hat der Dienst nicht gespeichert; sie gingen verloren.`,
      }),
    signOutAnyway: 'Abmelden und sie verlieren',
    stay: 'Angemeldet bleiben',
  },
  entrance: {
    signIn: 'Anmelden',
    signUp: 'Konto anlegen',
    first: 'Dieser Dienst ist neu: das erste Konto anlegen',
    haveAccount: 'Mit einem Konto anmelden',
    name: 'Name',
    email: 'E-Mail',
    password: 'Passwort',
    token: 'Token',
    tokenHint: 'Fügen Sie ein Token Ihres Anmeldedienstes ein. Es bleibt allein in diesem Tab.',
    useToken: 'Öffnen',
    useTokenInstead: 'Ein Token verwenden',
    unreachable: 'Der Dienst ist nicht erreichbar',
    unreachableHint:
      'Dieser Browser hat noch keine Kopie Ihrer Aufgaben. Prüfen Sie das Netz und versuchen Sie es erneut.',
    retry: 'Erneut versuchen',
    checking: 'Einen Augenblick …',
  },
  newVersion: 'Eine neue Version der Seite ist da.',
  reload: 'Neu laden',
  invalid: {
    title: 'Ein Titel hat 1 bis 255 Zeichen.',
    description: 'Eine Beschreibung hat höchstens 2.000 Zeichen.',
    tag: 'Ein Schlagwort hat 1 bis 50 Zeichen, eine Aufgabe höchstens 20 Schlagworte.',
    list: 'Der Name einer Liste hat 1 bis 100 Zeichen.',
    date: 'Das ist kein Datum.',
  },
};
