import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { Refused, text, truth } from './checks.ts';

const TASK = 'id, user_id, title, description, completed, created_at, updated_at';
const OF_TASK = 'where id = $1 and user_id = $2';
const NEWEST_FIRST = 'order by created_at desc, id desc';
const LATER = `updated_at = greatest(now(), updated_at + interval '1 millisecond')`;

const SQL = {
  create: `insert into tasks (${TASK}) values ($1, $2, $3, $4, $5, now(), now()) returning ${TASK}`,
  get: `select ${TASK} from tasks ${OF_TASK}`,
  list: `select ${TASK} from tasks where user_id = $1 ${NEWEST_FIRST} limit $2 offset $3`,
  filter: `select ${TASK} from tasks where user_id = $1 and completed = $4 ${NEWEST_FIRST} limit $2 offset $3`,
  before: `select ${TASK} from tasks where user_id = $1 and (created_at, id) < ($3, $4) ${NEWEST_FIRST} limit $2`,
  update: `
    update tasks set title = coalesce($3, title), completed = coalesce($4, completed),
      description = case when $5 then $6 else description end, ${LATER} ${OF_TASK} returning ${TASK}`,
  toggle: `update tasks set completed = not completed, ${LATER} ${OF_TASK} returning ${TASK}`,
  delete: `delete from tasks ${OF_TASK} returning id`,
};

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });

async function run(name: keyof typeof SQL, values: unknown[]): Promise<unknown[]> {
  return (await pool.query({ name, text: SQL[name], values })).rows;
}

async function one(name: keyof typeof SQL, values: unknown[]): Promise<unknown> {
  const [task] = await run(name, values);
  if (task === undefined) throw new Refused(404, 'Task not found');
  return task;
}

type Body = Readonly<Record<string, unknown>>;

export const tasks = {
  check: () => pool.query('select 1'),
  get: (user: string, id: string) => one('get', [id, user]),
  toggle: (user: string, id: string) => one('toggle', [id, user]),

  create(user: string, { title, description = null, completed = false }: Body) {
    text('title', title, 255);
    if (description !== null) text('description', description, 2000);
    truth('completed', completed);
    return one('create', [randomUUID(), user, title, description, completed]);
  },

  list(user: string, query: URLSearchParams) {
    const limit = Number(query.get('limit') ?? 50);
    const offset = Number(query.get('offset') ?? 0);
    if (!(limit >= 1 && limit <= 100 && offset >= 0)) throw new Refused(422, 'limit or offset is out of range');
    const [before, completed] = [query.get('before')?.split(','), query.get('completed')];
    if (before !== undefined) return run('before', [user, limit, ...before]);
    if (completed === null) return run('list', [user, limit, offset]);
    return run('filter', [user, limit, offset, completed === 'true']);
  },

  update(user: string, id: string, { title, description, completed }: Body) {
    if (title !== undefined) text('title', title, 255);
    if (description !== undefined && description !== null) text('description', description, 2000);
    if (completed !== undefined) truth('completed', completed);
    return one('update', [id, user, title, completed, description !== undefined, description]);
  },

  async delete(user: string, id: string) {
    await one('delete', [id, user]);
    return { ok: true };
  },
};
