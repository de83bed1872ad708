import { words } from './words.ts';

/**
 * The German words that are understood in a quick-add line. Folding turns `ü` into `u`; words spelled with `ue` must be
 * listed.
 */
export const GERMAN = words({
  today: 'heute',
  tomorrow: 'morgen',
  dayAfterTomorrow: 'übermorgen uebermorgen',
  days: 'montag dienstag mittwoch donnerstag freitag samstag|sonnabend sonntag',
  shortDays: 'mo di mi do fr sa so',
  months:
    'januar|jänner|jan februar|feber|feb märz|maerz|mär|mrz april|apr mai juni|jun juli|jul august|aug ' +
    'september|sep|sept oktober|okt november|nov dezember|dez',
  next: 'nächste nächsten nächster nächstes naechste naechsten kommende kommenden',
  this: 'diesen dieser',
  within: 'in',
  units: { days: 'tag tagen', weeks: 'woche wochen', months: 'monat monaten', years: 'jahr jahren' },
  numbers: 'einem|einer|ein|eine zwei drei vier fünf sechs sieben acht neun zehn elf zwölf',
  at: 'um',
  oClock: 'uhr',
  am: '',
  pm: '',
  leads: { on: 'am den', by: 'bis fällig faellig', starting: 'ab', from: '' },
  fillers: 'am zum dem den',
  onwards: '',
  every: 'jeden jede jedes jeder alle',
  repeats: 'täglich wöchentlich monatlich jährlich montags dienstags mittwochs donnerstags freitags samstags sonntags',
  repeatUnits:
    'tag tage woche wochen monat monate jahr jahre werktag arbeitstag wochenende zweite zweiten dritte dritten ' +
    'vierte vierten morgen abend',
  binding:
    'der die das den dem des ein eine einen einem einer dieser diesen dieses letzten letzte letzter vorigen nächste ' +
    'nächsten nächster von vom zu zum zur für fuer auf vor nach seit bis ab an am im in um und oder als mit ohne ' +
    'über ueber gegen zwischen durch kein keine nicht guten schönen schwarzer fällig mein dein sein ihr unser',
  bound: 'ist war sind und oder bis',
  priorities: { urgent: 'dringend', high: 'hoch', medium: 'mittel', low: 'niedrig' },
});
