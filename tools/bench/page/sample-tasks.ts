import type { ask } from '../../support/client.ts';

type Body = NonNullable<NonNullable<Parameters<typeof ask>[2]>['body']>;

/** Returns the tasks shown on screenshots, with due dates around `today`. */
export function sampleTasks(today: Temporal.PlainDate): readonly Body[] {
  const day = (days: number) => today.add({ days }).toString();
  return [
    { title: 'Water the plants', list: 'Home', due: day(-1), completed: true },
    { title: 'Book the train to the sea', tags: ['travel'], due: day(6) },
    { title: 'Renew the library card', due: day(3) },
    {
      title: 'Prepare the talk',
      list: 'Work',
      priority: 'medium',
      due: day(2),
      description: 'Twenty minutes, then questions.',
    },
    { title: 'Buy oat milk', tags: ['errands'], due: day(0) },
    { title: 'Answer the letter of the tax office', list: 'Home', due: day(0), priority: 'medium' },
    { title: 'Read the minutes of the meeting', list: 'Work', due: day(0) },
    { title: 'Call the dentist', tags: ['phone'], due: `${day(0)}T23:30` },
    { title: 'Pay the rent', list: 'Home', priority: 'high', due: day(-1) },
    { title: 'Send the quarterly report', list: 'Work/Reports', priority: 'urgent', due: day(-1) },
    { title: 'Find a birthday present', tags: ['family'] },
  ];
}
