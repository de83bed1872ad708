import { Migration } from '@mikro-orm/migrations';

/**
 * Who empties the table of tasks by hand, as tests and benchmarks do, empties the log with it, which would contradict
 * whatever comes next. Numbers go on, one further, so that whoever has read a log or a list before learns that it is gone. A table that
 * is named in the same command is in use, and is emptied by that.
 */
export class TruncateWithTheLog extends Migration {
  override up(): void {
    this.addSql(`
      create function "forget_all_changes"() returns trigger language plpgsql as $$
      begin
        insert into counters (user_id, seq) select distinct user_id, 0 from tasks on conflict do nothing;
        update counters set seq = seq + 1;
        begin truncate changes; exception when object_in_use then null; end;
        begin truncate idempotency_keys; exception when object_in_use then null; end;
        return null;
      end $$`);
    this.addSql(
      'create trigger "tasks_truncate" before truncate on "tasks" for each statement execute function forget_all_changes()',
    );
  }
}
