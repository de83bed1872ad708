import { CONTENT_FIELDS, type TaskContent } from '../../src/domain/tasks/content.ts';
import { description } from '../../src/domain/tasks/description.ts';
import { title } from '../../src/domain/tasks/title.ts';

/** Different values of each content field, defaults first. A field without samples does not compile. */
export const CONTENT_SAMPLES: {
  readonly [Field in keyof TaskContent]: readonly [TaskContent[Field], TaskContent[Field], ...TaskContent[Field][]];
} = {
  title: [title('Buy milk'), title(' 🦀'.repeat(127)), title(`'"\\; drop table tasks; -- $1 ? :x`), title('é')],
  description: [null, description(''), description('NULL\r\n\t{}'), description('é'.repeat(2000))],
  completed: [false, true],
};

/** Returns a content whose fields all have another sample than those of `contentSample(index - 1)`. */
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
