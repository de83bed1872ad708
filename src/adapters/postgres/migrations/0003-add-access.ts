import { Migration } from '@mikro-orm/migrations';

export class AddAccess extends Migration {
  override up(): void {
    this.addSql(`
      create table "api_tokens" (
        "user_id" uuid not null,
        "id" uuid not null,
        "hash" text not null,
        "name" text not null,
        "scopes" text not null,
        "parent_id" uuid null,
        "created_at" timestamptz(3) not null,
        "expires_at" timestamptz(3) not null,
        "last_used_at" timestamptz(3) null,
        "revoked_at" timestamptz(3) null,
        primary key ("user_id", "id"),
        constraint "api_tokens_hash_idx" unique ("hash")
      )`);
    this.addSql('create index "api_tokens_parent_idx" on "api_tokens" ("user_id", "parent_id")');
    this.addSql(`
      create table "audit_entries" (
        "user_id" uuid not null,
        "at" timestamptz(3) not null,
        "id" uuid not null,
        "event" text not null,
        "outcome" text not null,
        "address" text not null,
        "request_id" text not null,
        "user_agent" text null,
        primary key ("user_id", "at", "id")
      )`);
  }
}
