import { words } from './words.ts';

/** The English words that are understood in a quick-add line, such as `tomorrow`. */
export const ENGLISH = words({
  today: 'today',
  tomorrow: 'tomorrow',
  dayAfterTomorrow: '',
  days: 'monday tuesday wednesday thursday friday saturday sunday',
  shortDays: 'mon tue|tues wed thu|thur|thurs fri sat sun',
  months:
    'january|jan february|feb march|mar april|apr may june|jun july|jul august|aug september|sep|sept october|oct ' +
    'november|nov december|dec',
  next: 'next',
  this: 'this',
  within: 'in',
  units: { days: 'day days', weeks: 'week weeks', months: 'month months', years: 'year years' },
  numbers: 'one|a|an two three four five six seven eight nine ten eleven twelve',
  at: 'at',
  oClock: '',
  am: 'am a.m',
  pm: 'pm p.m',
  leads: { on: 'on', by: 'by due', starting: 'starting', from: 'from' },
  fillers: 'on by',
  onwards: 'on onward onwards',
  every: 'every each',
  repeats: 'daily weekly monthly yearly annually',
  repeatUnits: 'day week month year weekday workday weekend other second third fourth morning evening night',
  binding:
    'a an the this that last past next previous of for to until till before after since from between and or nor than ' +
    'through with without via about not no in on at by due starting versus vs my your his her our their its good ' +
    'black cyber casual ash palm happy',
  bound: 'of is was are and or to until till',
  priorities: { urgent: 'urgent 1', high: 'high 2', medium: 'medium 3', low: 'low 4' },
});
