import { Migration } from '@mikro-orm/migrations';

export class KeepALog extends Migration {
  override up(): void {
    this.addSql(
      'alter table "tasks" add column "version" int not null default 1, add column "seq" bigint not null default 0',
    );
    // Each row is written to with every change of its user: with room beside it that touches no index.
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
        primary key ("user_id", "seq")
      )`);
    this.addSql('alter table "changes" add constraint "changes_task_idx" unique ("user_id", "task_id", "version")');
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
