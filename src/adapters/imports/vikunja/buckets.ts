import { Notes } from '../draft/notes.ts';
import { Fields, idOf, type JsonRecord } from '../json/fields.ts';

/** The buckets (columns) of a project's Kanban boards, except the bucket of new tasks and that of done tasks. */
export interface ProjectBuckets {
  /** The titles of the buckets by id. */
  readonly titles: ReadonlyMap<string, string>;
  /** The ids of each task's buckets, by the id of the task. */
  readonly ofTasks: ReadonlyMap<string, readonly string[]>;
}

/**
 * Reads the buckets of a project. Its views (in older exports, the project) have the ids of the buckets for new and for
 * done tasks.
 */
export function readBuckets(record: JsonRecord): ProjectBuckets {
  const project = new Fields(record, new Notes());
  const titles = new Map<string, string>();
  const firstOfView = new Map<string, string>();
  const usual = new Set<string>();
  const views = [...project.records('views'), project];
  for (const view of views) {
    for (const name of ['default_bucket_id', 'done_bucket_id']) usual.add(String(view.value(name)));
  }
  const buckets = project.records('buckets').toSorted((one, other) => positionOf(one) - positionOf(other));
  for (const bucket of buckets) {
    const id = idOf(bucket.value('id'));
    if (id === null) continue;
    titles.set(id, bucket.text('title'));
    const view = String(bucket.value('project_view_id') || null);
    if (!firstOfView.has(view)) firstOfView.set(view, id);
    if (bucket.value('is_done_bucket') === true) usual.add(id);
  }
  // If a board has no default bucket, Vikunja puts new tasks into its first bucket.
  for (const view of views) {
    const first = firstOfView.get(String(view === project ? null : view.value('id')));
    if (first !== undefined && !Number(view.value('default_bucket_id'))) usual.add(first);
  }
  for (const id of usual) titles.delete(id);
  return { titles, ofTasks: bucketsOfTasks(project) };
}

function positionOf(bucket: Fields): number {
  const position = bucket.value('position');
  return typeof position === 'number' ? position : 0;
}

function bucketsOfTasks(project: Fields): ReadonlyMap<string, readonly string[]> {
  const result = new Map<string, string[]>();
  for (const entry of project.records('task_buckets')) {
    const [task, bucket] = [idOf(entry.value('task_id')), idOf(entry.value('bucket_id'))];
    if (task === null || bucket === null) continue;
    const list = result.get(task) ?? [];
    list.push(bucket);
    result.set(task, list);
  }
  return result;
}

/** Returns the titles of a task's buckets; null if it is only in the buckets for new or for done tasks. */
export function bucketOf(buckets: ProjectBuckets, task: Fields): string | null {
  const ids = buckets.ofTasks.get(idOf(task.value('id')) ?? '') ?? [];
  const own = idOf(task.value('bucket_id'));
  const titles = new Set([...ids, ...(own === null ? [] : [own])].flatMap((id) => buckets.titles.get(id) ?? []));
  return titles.size === 0 ? null : [...titles].join(', ');
}
