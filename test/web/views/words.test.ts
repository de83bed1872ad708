import { expect } from 'chai';
import { taskDate } from '../../../src/domain/tasks/task-date.ts';
import { dayOf } from '../../../src/domain/time/day.ts';
import { dateWords, dayHeading, dayWords } from '../../../src/web/texts/day-words.ts';
import { de } from '../../../src/web/texts/de.ts';
import { en } from '../../../src/web/texts/en.ts';
import { nextWeekday } from '../../../src/web/views/dialogs/next-weekday.ts';

const ENGLISH = { language: 'en-GB', zone: 'Europe/Berlin', today: dayOf('2026-11-28') };
const GERMAN = { ...ENGLISH, language: 'de' };

describe('a day in words', () => {
  it('is called "yesterday", "today" or "tomorrow" if it is one of these', () => {
    const days = ['2026-11-27', '2026-11-28', '2026-11-29'].map(dayOf);
    expect(days.map((day) => dayWords(day, ENGLISH))).to.deep.equal(['yesterday', 'today', 'tomorrow']);
    expect(days.map((day) => dayWords(day, GERMAN))).to.deep.equal(['gestern', 'heute', 'morgen']);
  });

  it('is called by its weekday if it is within the next six days, and by its date otherwise', () => {
    const days = ['2026-12-04', '2026-12-05', '2026-11-21', '2027-01-02'].map(dayOf);
    expect(days.map((day) => dayWords(day, ENGLISH))).to.deep.equal(['Friday', '5 Dec', '21 Nov', '2 Jan 2027']);
  });

  it('is followed by the time of day, in the time zone of the user, if the date has a time', () => {
    expect(dateWords(taskDate('2026-11-28T14:00'), ENGLISH)).to.equal('today 14:00');
    expect(dateWords(taskDate('2026-11-28T23:30Z'), ENGLISH)).to.equal('tomorrow 0:30');
  });

  it('has both its weekday and its date in the heading of a group', () => {
    expect(dayHeading(dayOf('2026-11-29'), ENGLISH)).to.match(/^Tomorrow · Sunday,? 29 Nov$/);
  });

  it('is the next Saturday or Monday, but never today, if the user chooses "weekend" or "next week"', () => {
    expect(nextWeekday(ENGLISH.today, 6)).to.equal(dayOf('2026-12-05'));
    expect(nextWeekday(ENGLISH.today, 1)).to.equal(dayOf('2026-11-30'));
  });
});

describe('the English and the German texts of the page', () => {
  it('use the singular for the number one and the plural for other numbers', () => {
    expect([en.tasks(1), en.tasks(2), en.sync.unsent(1)]).to.deep.equal(['1 task', '2 tasks', '1 change not sent yet']);
    expect([de.tasks(1), de.tasks(0)]).to.deep.equal(['1 Aufgabe', '0 Aufgaben']);
  });

  it('name a single task by its title, and several tasks by their number', () => {
    expect(en.verbs.complete(['Milk'])).to.equal('Completed “Milk”');
    expect(de.verbs.delete(['a', 'b'])).to.equal('2 Aufgaben gelöscht');
  });
});
