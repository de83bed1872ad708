import { expect } from 'chai';
import type { TaskId, UserId } from '../../../src/domain/identity.ts';
import type { Description } from '../../../src/domain/tasks/description.ts';
import type { TaskEdit } from '../../../src/domain/tasks/task.ts';
import type { Title } from '../../../src/domain/tasks/title.ts';
import { Api } from '../../../src/web/api/api.ts';
import type { ChangeJson } from '../../../src/web/api/change-json.ts';
import type { TaskJson } from '../../../src/web/api/task-json.ts';
import { Random } from '../../../tools/support/random.ts';
import { SEED } from '../../support/seed.ts';
import { type ServiceProcess, startProcess } from '../../support/service/process.ts';
import { Network, SimulatedDevice } from './simulated-device.ts';

const ROUNDS = 20;
const EDITS = 50;

/** Reads all tasks and the whole log from the service. */
async function readAll(api: Api): Promise<{ tasks: readonly TaskJson[]; changes: readonly ChangeJson[] }> {
  const tasks: TaskJson[] = [];
  for (let offset = 0, page: TaskJson[] = []; offset === 0 || page.length > 0; offset += 100) {
    page = (await api.ask('GET', `api/me/tasks?limit=100&offset=${offset}`)).body as TaskJson[];
    tasks.push(...page);
  }
  const changes: ChangeJson[] = [];
  for (let isEnd = false; !isEnd; ) {
    const since = changes.at(-1)?.seq ?? 0;
    const { body } = await api.ask('GET', `api/me/changes?limit=500&since=${since}`);
    const page = body as { changes: ChangeJson[]; end: boolean };
    changes.push(...page.changes);
    isEnd = page.end;
  }
  return { tasks, changes };
}

function hasText(task: TaskJson | null, text: string): boolean {
  return task !== null && (task.title === text || task.description === text);
}

/**
 * Returns the edits that have overwritten a text of the other device, although the editing device had not shown this
 * text.
 */
function overwrittenUnseen(
  changes: readonly ChangeJson[],
  bases: ReadonlyMap<string, { readonly device: SimulatedDevice; readonly seen: string | null }>,
): string[] {
  const values = new Map<string, string | null>();
  return changes.flatMap(({ task_id: id, task }) =>
    (['title', 'description'] as const).flatMap((field) => {
      const [before = null, after] = [values.get(`${id} ${field}`), task?.[field] ?? null];
      values.set(`${id} ${field}`, after);
      const [edit, replaced] = [bases.get(`${id} ${after}`), bases.get(`${id} ${before}`)];
      const isUnseen = after !== before && edit !== undefined && edit.seen !== before;
      return isUnseen && replaced !== undefined && replaced.device !== edit.device ? [`${before} by ${after}`] : [];
    }),
  );
}

describe(`two devices that edit the same tasks, one of them offline (SEED=${SEED})`, () => {
  let service: ServiceProcess;
  let root: string;
  let owner: UserId;

  before(async () => {
    service = startProcess({ DATABASE_URL: 'memory:' });
    root = `${await service.listening()}/`;
    owner = ((await new Api(root).ask('GET', 'api/me')).body as { user_id: UserId }).user_id;
  });

  after(async () => {
    service?.child.kill('SIGTERM');
    await service?.gone;
  });

  /** Returns a random edit that writes `text` into a field, so that the edit can be found in the log. */
  function randomEdit(random: Random, text: string): TaskEdit {
    return random.pick<() => TaskEdit>([
      () => ({ title: text as Title }),
      () => ({ description: text as Description }),
      () => ({ title: text as Title, completed: random.chance(0.5) }),
    ])();
  }

  for (const [name, loss, kills] of [
    ['a week without network', 0, 0],
    ['a network that loses every third request or answer', 0.33, 0],
    ['a tab that is killed at random moments', 0.1, 20],
  ] as const) {
    it(`show the same tasks after ${name}, and each edit is once in the log or kept as refused`, async () => {
      const random = new Random(SEED, kills, loss * 100);
      for (let round = 0; round < ROUNDS; round++) {
        const [one, two] = [1, 2].map(() => new SimulatedDevice(owner, new Network(root, random))) as [
          SimulatedDevice,
          SimulatedDevice,
        ];
        const api = new Api(root);
        for (const device of [one, two]) await device.open();
        const ids: TaskId[] = [];
        for (let i = 0; i < 6; i++) ids.push(await one.create(`Task ${round}.${i}`));
        await one.settled(0);
        await two.settled(one.replica.seq ?? 0);
        const { seq: start = 0 } = (await readAll(api)).changes.at(-1) ?? {};
        await two.settled(start);

        one.network.isUp = false;
        one.network.loss = loss;
        // `bases` has the text that the device showed before each edit. `given` has only the last text that each device
        // wrote to a field, because a device may replace its own text before it is sent.
        const bases = new Map<string, { device: SimulatedDevice; seen: string | null }>();
        const given = new Map<string, { id: TaskId; text: string }>();
        for (let i = 0; i < EDITS; i++) {
          const device = random.chance(0.5) ? one : two;
          const shown = ids.filter((id) => device.replica.tasks.value.has(id));
          if (shown.length === 0) break;
          const id = random.pick(shown);
          const text = `${name} ${round}.${i}`;
          if (random.chance(0.04)) await device.delete([id]);
          else {
            const [edited, edit] = [random.chance(0.2) ? shown.slice(0, 3) : [id], randomEdit(random, text)];
            const field = 'title' in edit ? 'title' : 'description';
            for (const id of edited) {
              const seen = device.replica.tasks.value.get(id)?.[field] ?? null;
              bases.set(`${id} ${text}`, { device, seen });
            }
            for (const id of edited) given.set(`${device === one} ${id} ${field}`, { id, text });
            await device.edit(edited, edit);
          }
        }
        one.network.isUp = true;
        one.wake();
        for (let kill = 0; kill < kills; kill++) {
          const rest = one.replica.acts.length;
          for (let turns = random.between(0, 30); turns > 0; turns--) await new Promise(setImmediate);
          one.kill();
          await one.open();
          if (rest === 0) break;
        }
        for (const device of [one, two]) await device.settled(0);
        one.network.loss = 0;

        const { tasks, changes } = await readAll(api);
        const last = changes.at(-1)?.seq ?? 0;
        for (const device of [one, two]) {
          await device.settled(last);
          const shown = new Map(
            [...device.replica.tasks.value].map(([id, task]) => [id, task.title + task.description]),
          );
          expect(shown).to.deep.equal(new Map(tasks.map((task) => [task.id, task.title + task.description])));
          expect(device.replica.pending.value.size).to.equal(0);
        }
        const refusals = [one, two].flatMap(({ replica }) => replica.refusals.value);
        for (const { id, text } of given.values()) {
          const isIn = changes.filter(({ task_id }) => task_id === id).map(({ task }) => hasText(task, text));
          const times = isIn.filter((has, i) => has && !isIn[i - 1]).length;
          const isRefused = refusals.some(
            (refusal) => refusal.id === id && JSON.stringify(refusal).includes(`"${text}"`),
          );
          expect(times, `${text} is in the log`).to.be.at.most(1);
          expect(times === 1 || isRefused, `${text} is not lost`).to.equal(true);
        }
        expect(overwrittenUnseen(changes, bases)).to.deep.equal([]);
        for (const device of [one, two]) device.kill();
      }
    });
  }
});
