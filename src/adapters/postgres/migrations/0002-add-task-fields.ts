import { Migration } from '@mikro-orm/migrations';

export class AddTaskFields extends Migration {
  override up(): void {
    // A default fills the existing rows without rewriting the table. In `changes` the columns may be null: before its
    // creation, a task has no state.
    for (const [table, nullability] of [
      ['tasks', 'not null'],
      ['changes', 'null'],
    ]) {
      this.addSql(`
        alter table "${table}"
          add column "completed_at" timestamptz(3) null,
          add column "priority" text ${nullability} default 'none',
          add column "tags" text ${nullability} default '[]',
          add column "list" text null,
          add column "start" text null,
          add column "due" text null`);
    }
    this.addSql('alter table "changes" alter column "priority" drop default, alter column "tags" drop default');
    this.addSql(
      `update "tasks" set "completed_at" = ${completedAt('tasks', '"tasks"."id"', '"tasks"."version"')} where "completed"`,
    );
    this.addSql(`
      update "changes" set "completed_at" = ${completedAt('changes', '"changes"."task_id"', '"changes"."version" - 1')} where "completed"`);
    this.addSql('alter table "changes" add column "place" int not null default 0');
    this.addSql('alter table "idempotency_keys" add column "report" text null');
  }
}

/**
 * Returns an SQL expression for the time at which a task was last completed, up to `version`. If that change has been
 * purged, the expression gives the time of the task's last update.
 */
function completedAt(table: string, id: string, version: string): string {
  return `coalesce((
    select "at" from "changes" as "entry"
    where "entry"."user_id" = "${table}"."user_id" and "entry"."task_id" = ${id} and "entry"."version" <= ${version}
      and "entry"."kind" in ('completed', 'created')
    order by "entry"."version" desc limit 1), "${table}"."updated_at")`;
}
