import { expect } from 'chai';
import type { TaskId, UserId } from '../../../src/domain/identity.ts';
import type { Instant } from '../../../src/domain/instant.ts';
import { CONTENT_DEFAULTS, type TaskContent } from '../../../src/domain/tasks/content.ts';
import { MAX_TAGS, type Tag, tags } from '../../../src/domain/tasks/tags.ts';
import { Task } from '../../../src/domain/tasks/task.ts';
import type { Title } from '../../../src/domain/tasks/title.ts';
import { newId } from '../../../src/web/outbox/new-id.ts';
import { invalid, prepare } from '../../../src/web/outbox/prepare.ts';
import { Replica } from '../../../src/web/replica/replica.ts';
import { actsOf } from '../../../src/web/state/deed.ts';
import { resolutionOf } from '../../../src/web/state/resolution.ts';

const OWNER = newId() as UserId;
const ID = newId() as TaskId;
const MINE = 'mine' as Tag;
const BASE = { ...CONTENT_DEFAULTS, title: 'Buy milk' as Title } as TaskContent;
const FULL = tags(Array.from({ length: MAX_TAGS }, (_, i) => `tag ${i}` as Tag));

describe('a tag that the user adds offline to a task which has reached the limit of tags on another device', () => {
  const now = Task.create(ID, OWNER, { ...BASE, tags: FULL }, 1 as Instant);
  const step = { kind: 'edit', id: ID, edit: { addTags: [MINE] }, base: BASE } as const;

  it('is shown on the task in addition to the other tags', () => {
    const replica = new Replica(OWNER);
    replica.absorb({ acts: actsOf('edit', [{ kind: 'change', steps: [step] }]) });
    replica.absorb({ tasks: [now] });
    expect(replica.tasks.value.get(ID)?.tags).to.deep.equal([...FULL, MINE]);
  });

  it('is sent to the service although it will be refused, because the outbox waits until the service has answered', async () => {
    const { steps, refused } = await prepare([step], async () => now, true);
    expect([steps, refused]).to.deep.equal([[step], []]);
  });

  it('is kept after the service has refused it, and a second try adds it without changing the other tags', () => {
    const refused = invalid(step, 'too many tags');
    expect(refused.mine).to.deep.equal({ tags: [MINE] });
    const refusal = { ...refused, key: newId(), at: 1 as Instant };
    expect(resolutionOf(refusal, 'mine', now)).to.deep.equal({ do: 'edit', fields: { addTags: [MINE] } });
  });
});
