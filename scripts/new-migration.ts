import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SqlMikroORM } from '@mikro-orm/sql';
import { migratingOptions } from '../src/adapters/postgres/driver/orm-options.ts';
import { migrations } from '../src/adapters/postgres/migrations/list.ts';
import { startOwnPostgres } from '../tools/support/machine/own-postgres.ts';

const MIGRATIONS = 'src/adapters/postgres/migrations';

const name = process.argv[2] ?? '';
if (!/^[a-z]+(-[a-z]+)*$/.test(name)) {
  process.stderr.write('Name the migration after what it does: make migration NAME=add-tags\n');
  process.exit(64);
}
const statements = await changeStatements();
if (statements.length === 0) {
  process.stderr.write('The migrations already match the table definitions: there is nothing to migrate.\n');
  process.exit(1);
}
const file = `${String(migrations.length + 1).padStart(4, '0')}-${name}`;
const className = name.replace(/(^|-)[a-z]/g, (start) => start.slice(-1).toUpperCase());
writeFileSync(join(MIGRATIONS, `${file}.ts`), source(className, statements));
process.stdout.write(`Wrote ${MIGRATIONS}/${file}.ts. Read it, then add it to ${MIGRATIONS}/list.ts.\n`);

/** Returns the SQL statements that change a database with all migrations so that it fits the table definitions. */
async function changeStatements(): Promise<string[]> {
  const postgres = await startOwnPostgres({});
  try {
    const orm = await SqlMikroORM.init(migratingOptions(postgres.url, 'public'));
    await orm.migrator.up();
    const sql = await orm.schema.getUpdateSchemaSQL();
    await orm.close();
    return sql.split(/;\n+/).filter((statement) => statement.trim() !== '');
  } finally {
    await postgres.stop();
  }
}

function source(className: string, statements: string[]): string {
  const lines = statements.map((statement) => `    this.addSql(\`${statement.replace(/[`\\]/g, '\\$&')}\`);\n`);
  return `import { Migration } from '@mikro-orm/migrations';

export class ${className} extends Migration {
  override up(): void {
${lines.join('')}  }
}
`;
}
