import { Migration } from '@mikro-orm/migrations';
import { migrations } from '../../../src/adapters/postgres/migrations/list.ts';

// A process that preloads this file behaves like the next release of the service: it has one more migration, which adds
// a column to the tables `tasks` and `changes`.

/** The name of the migration that only the next release has. */
export const NEXT_MIGRATION = '9999-next-release';

class NextRelease extends Migration {
  override up(): void {
    this.addSql('alter table "tasks" add column "mood" text');
    this.addSql('alter table "changes" add column "mood" text');
  }
}

/** The environment variables that make a process preload this file. */
export const NEXT_RELEASE = { NODE_OPTIONS: `--import ${import.meta.url}` };

if (process.env.NODE_OPTIONS === NEXT_RELEASE.NODE_OPTIONS)
  migrations.push({ name: NEXT_MIGRATION, class: NextRelease as unknown as (typeof migrations)[number]['class'] });
