import { Migration } from '@mikro-orm/migrations';

export class CreateTables extends Migration {
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
        "version" int not null default 1,
        "seq" bigint not null default 0,
        primary key ("user_id", "id")
      )`);
    this.addSql('create index "tasks_list_completed_idx" on "tasks" ("user_id", "created_at", "id") where completed');
    this.addSql('create index "tasks_list_open_idx" on "tasks" ("user_id", "created_at", "id") where not completed');
    // Each change updates its user's row in `counters`. With free space in the page, the update need not touch the
    // index (a HOT update).
    this.addSql(`
      create table "counters" (
        "user_id" uuid not null,
        "seq" bigint not null,
        primary key ("user_id")
      ) with (fillfactor = 50)`);
    this.addSql(`
      create table "changes" (
        "user_id" uuid not null,
        "seq" bigint not null,
        "kind" text not null,
        "at" timestamptz(3) not null,
        "task_id" uuid not null,
        "version" int not null,
        "previous_seq" bigint not null,
        "title" text null,
        "description" text null,
        "completed" boolean null,
        "created_at" timestamptz(3) null,
        "updated_at" timestamptz(3) null,
        primary key ("user_id", "seq"),
        constraint "changes_task_idx" unique ("user_id", "task_id", "version")
      )`);
    this.addSql(`
      create table "idempotency_keys" (
        "user_id" uuid not null,
        "key" text not null,
        "fingerprint" text not null,
        "kind" text not null,
        "at" timestamptz(3) not null,
        "task_id" uuid not null,
        "version" int not null,
        "seq" bigint not null,
        primary key ("user_id", "key")
      )`);
  }
}
