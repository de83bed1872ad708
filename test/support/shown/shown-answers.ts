import { expect } from 'chai';

const ID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const TIME = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z';
const UUID = new RegExp(ID, 'g');
const IS_ID = new RegExp(`^${ID}$`);
/** Matches ids and times, which differ from run to run, and the placeholder `…`, alone or as a JSON value. */
const VARIABLE = new RegExp(`(${ID}|${TIME}|"…"|…)`);

/**
 * Compares the example answers in a document, in order, with answers of a service. In an example, `…` matches any text,
 * and a time matches any time. An example id first matches any new id, and from then on only that id.
 */
export class ShownAnswers {
  readonly #idOf = new Map<string, string>();

  /** Replaces each example id in a text by the id that the service created for that example. */
  expand(text: string): string {
    return text.replace(UUID, (id) => this.#idOf.get(id) ?? id);
  }

  /** Expects an answer to match an example, and remembers the real id of each new example id. */
  compare(actual: string, shown: string, request: string): void {
    const { pattern, newIds } = this.#patternOf(shown);
    expect(actual, request).to.match(pattern);
    const [, ...ids] = pattern.exec(actual) ?? [];
    for (const [i, id] of newIds.entries()) this.#idOf.set(id, ids[i] as string);
  }

  /** @returns `newIds` are the example ids that occur for the first time, in the order of the capturing groups */
  #patternOf(shown: string): { pattern: RegExp; newIds: string[] } {
    const newIds: string[] = [];
    const source = shown.split(VARIABLE).map((part, i) => {
      if (i % 2 === 0) return part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
      if (part.includes('…')) return '.*';
      if (!IS_ID.test(part)) return TIME;
      const known = this.#idOf.get(part);
      if (known !== undefined) return known;
      if (newIds.includes(part)) return `\\${newIds.indexOf(part) + 1}`;
      newIds.push(part);
      return `(${ID})`;
    });
    return { pattern: new RegExp(`^${source.join('')}$`, 's'), newIds };
  }
}
