import type { Seq } from '../../../domain/change.ts';
import type { Reply } from '../route.ts';

/** How much a generation holds, in characters. Two are kept. */
const GENERATION = 8 * 1024 * 1024;

interface KeptPage {
  readonly seq: Seq;
  readonly reply: Reply;
}

/**
 * Pages of lists as they were answered last. While the owner's log has not grown since, the same question has the same
 * answer; whether it has must be asked each time, so that nobody gets an older page than the database would give.
 */
export class KeptPages {
  #young = new Map<string, KeptPage>();
  #old = new Map<string, KeptPage>();
  #size = 0;

  get(question: string): KeptPage | undefined {
    return this.#young.get(question) ?? this.#old.get(question);
  }

  keep(question: string, page: KeptPage): void {
    if (this.#size > GENERATION) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#size = 0;
    }
    this.#young.set(question, page);
    this.#size += question.length + String(page.reply.body).length;
  }
}
