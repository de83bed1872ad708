import { CONTENT_FIELDS, type TaskContent } from '../../src/domain/tasks/content.ts';
import { description } from '../../src/domain/tasks/description.ts';
import { listName } from '../../src/domain/tasks/list-name.ts';
import { NO_TAGS, tag, tags } from '../../src/domain/tasks/tags.ts';
import { taskDate } from '../../src/domain/tasks/task-date.ts';
import { title } from '../../src/domain/tasks/title.ts';

/** Sample values of each content field of a task, the default first. A missing field is a type error. */
export const CONTENT_SAMPLES: {
  readonly [Field in keyof TaskContent]: readonly [TaskContent[Field], TaskContent[Field], ...TaskContent[Field][]];
} = {
  title: [title('Buy milk'), title(' 🦀'.repeat(127)), title(`'"\\; drop table tasks; -- $1 ? :x`), title('é')],
  description: [null, description(''), description('NULL\r\n\t{}'), description('é'.repeat(2000))],
  completed: [false, true],
  priority: ['none', 'urgent', 'low', 'medium', 'high'],
  tags: [NO_TAGS, tags([tag('home')]), tags([tag('Größe "5"'), tag('\\ {a,b} null'), tag('🦀')]), tags([tag('HOME')])],
  list: [null, listName('Work/Reports'), listName(' spaces kept '), listName('null')],
  start: [null, taskDate('2026-03-29'), taskDate('2026-03-29T14:30'), taskDate('2026-03-29T02:30:59[Europe/Berlin]')],
  due: [null, taskDate('2026-12-31T23:59Z'), taskDate('2024-02-29'), taskDate('2026-10-25T02:30[europe/berlin]')],
};

/** Returns sample content of a task. Every field differs from the same field of `contentSample(index - 1)`. */
export function contentSample(index: number): TaskContent {
  const fields = CONTENT_FIELDS.map((field) => {
    const values: readonly unknown[] = CONTENT_SAMPLES[field];
    return [field, values[index % values.length]];
  });
  return Object.fromEntries(fields) as TaskContent;
}

/** Returns each change of one content field from one sample to the next. */
export function fieldSteps(): { readonly field: keyof TaskContent; readonly from: unknown; readonly to: unknown }[] {
  return CONTENT_FIELDS.flatMap((field) => {
    const values: readonly unknown[] = CONTENT_SAMPLES[field];
    return values.map((from, i) => ({ field, from, to: values[(i + 1) % values.length] }));
  });
}

/** Returns a task reduced to its content fields. */
export function contentOf(task: TaskContent): TaskContent {
  return Object.fromEntries(CONTENT_FIELDS.map((field) => [field, task[field]])) as unknown as TaskContent;
}
