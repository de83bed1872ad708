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

/** The same as they are sent and answered in JSON. */
export const JSON_SAMPLES: Record<keyof TaskContent, readonly [unknown, unknown, ...unknown[]]> = CONTENT_SAMPLES;

/** Returns a content whose fields all have another sample than those of `contentSample(index - 1)`. */
export function contentSample(
  index: number,
  samples: Record<string, readonly unknown[]> = CONTENT_SAMPLES,
): TaskContent {
  const fields = CONTENT_FIELDS.map((field) => {
    const values = samples[field] as readonly unknown[];
    return [field, values[index % values.length]];
  });
  return Object.fromEntries(fields) as TaskContent;
}

/** Returns each change of one content field from one sample to the next. */
export function fieldSteps<Value = unknown>(
  samples: Record<string, readonly unknown[]> = CONTENT_SAMPLES,
): { readonly field: keyof TaskContent; readonly from: Value; readonly to: Value }[] {
  return CONTENT_FIELDS.flatMap((field) => {
    const values = samples[field] as readonly Value[];
    return values.map((from, i) => ({ field, from, to: values[(i + 1) % values.length] as Value }));
  });
}
