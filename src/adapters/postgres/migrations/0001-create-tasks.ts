import { Migration } from '@mikro-orm/migrations';

export class CreateTasks extends Migration {
  override up(): void {
    this.addSql(`
      create table "tasks" (
        "user_id" uuid not null,
        "id" uuid not null,
        "title" text not null,
        "description" text null,
        "completed" boolean not null,
        "created_at" timestamptz(3) not null,
        "updated_at" timestamptz(3) not null,
        primary key ("user_id", "id")
      )`);
    this.addSql('create index "tasks_list_idx" on "tasks" ("user_id", "created_at", "id")');
    this.addSql('create index "tasks_list_completed_idx" on "tasks" ("user_id", "created_at", "id") where completed');
    this.addSql('create index "tasks_list_open_idx" on "tasks" ("user_id", "created_at", "id") where not completed');
  }
}
