import { Migration } from '@mikro-orm/migrations';

/** A list of completed and open tasks is merged from the indexes of both: a third one of all cost every write more. */
export class MergeLists extends Migration {
  override up(): void {
    this.addSql('drop index "tasks_list_idx"');
  }
}
