import { Migration } from '@mikro-orm/migrations';

export class AddActor extends Migration {
  override up(): void {
    this.addSql('alter table "changes" add column "actor" text null');
  }
}
