import { Migration } from '@mikro-orm/migrations';
import { migrations } from '../../../src/adapters/postgres/migrations/list.ts';

// Turns the program that preloads this file into the release after this one: it has one more migration, which adds a
// column to tasks and to changes, as every migration so far.

/** The name of the migration that this release does not know. */
export const NEXT_MIGRATION = '9999-next-release';

class NextRelease extends Migration {
  override up(): void {
    this.addSql('alter table "tasks" add column "mood" text');
    this.addSql('alter table "changes" add column "mood" text');
  }
}

/** The environment that makes a process the next release. */
export const NEXT_RELEASE = { NODE_OPTIONS: `--import ${import.meta.url}` };

if (process.env.NODE_OPTIONS === NEXT_RELEASE.NODE_OPTIONS)
  migrations.push({ name: NEXT_MIGRATION, class: NextRelease as unknown as (typeof migrations)[number]['class'] });
