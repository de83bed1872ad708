import { expect } from 'chai';

const ID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const TIME = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z';
const UUID = new RegExp(ID, 'g');
const IS_ID = new RegExp(`^${ID}$`);
/** Matches the parts of an answer that differ from run to run, and the placeholder `…`, alone or as a JSON value. */
const VARIABLE = new RegExp(`(${ID}|${TIME}|"…"|…)`);

/**
 * Compares the answers that a text shows, one after the other, with those of a service. `…` stands for any text, a time
 * for any time. An id stands for the id that the service created in its place.
 */
export class ShownAnswers {
  readonly #idOf = new Map<string, string>();

  /** Replaces each id that the text has shown by the id that the service created. */
  expand(text: string): string {
    return text.replace(UUID, (id) => this.#idOf.get(id) ?? id);
  }

  /** Expects an answer to be as shown, and remembers the ids that were not shown before. */
  compare(actual: string, shown: string, request: string): void {
    const { pattern, newIds } = this.#patternOf(shown);
    expect(actual, request).to.match(pattern);
    const [, ...ids] = pattern.exec(actual) ?? [];
    for (const [i, id] of newIds.entries()) this.#idOf.set(id, ids[i] as string);
  }

  /** @returns `newIds` are the ids that were not shown before, in the order of the groups of the pattern */
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
