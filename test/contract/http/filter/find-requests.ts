import { expect } from 'chai';
import { type Answer, ask } from '../../../../tools/support/client.ts';
import { nextOf, type TaskJson } from '../../../support/answers.ts';
import type { TestUser } from '../test-user.ts';

/** The query parameters of a task list, by name. An array repeats the parameter. */
export type Query = Readonly<Record<string, string | number | readonly string[]>>;

/** Returns the URL of a user's task list with these query parameters. */
export function listUrl(user: TestUser, query: Query): string {
  const texts = Object.entries(query).flatMap(([name, values]) => [values].flat().map((text) => [name, String(text)]));
  return `${user.tasks}?${new URLSearchParams(texts)}`;
}

/** Requests a task list, and returns the response, even if the response is an error. */
export function find(user: TestUser, query: Query): Promise<Answer> {
  return ask('GET', listUrl(user, query));
}

/** Returns the titles of the tasks on the first page of a list, separated by spaces. */
export async function titlesIn(user: TestUser, query: Query): Promise<string> {
  const answer = await find(user, query);
  expect(answer.status, `${JSON.stringify(query)}: ${answer.text}`).to.equal(200);
  return answer.json.map(({ title }: TaskJson) => title).join(' ');
}

/** Creates one task from each request body, each after the response to the previous one. */
export async function createAll(user: TestUser, bodies: readonly object[]): Promise<TaskJson[]> {
  const tasks: TaskJson[] = [];
  for (const body of bodies) tasks.push(await user.createTask(body));
  return tasks;
}

/** Creates one task for each of the titles, which are separated by spaces. */
export function createTitles(user: TestUser, titles: string): Promise<TaskJson[]> {
  return createAll(
    user,
    titles.split(' ').map((title) => ({ title })),
  );
}

/** Returns the responses of all pages of a task list, by following their Link headers. */
export async function pagesOf(user: TestUser, query: Query): Promise<Answer[]> {
  const pages: Answer[] = [];
  for (let url: string | undefined = listUrl(user, query); url !== undefined; ) {
    const page: Answer = await ask('GET', url);
    expect(page.status, page.text).to.equal(200);
    pages.push(page);
    url = nextOf(page, user.base);
  }
  return pages;
}

/** Returns the cursor in the Link header of a page. */
export function cursorIn(page: Answer): string {
  return new URL(nextOf(page, 'http://host') as string).searchParams.get('cursor') as string;
}
