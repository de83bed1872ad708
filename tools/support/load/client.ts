import type { Answer } from './answer-reader.ts';
import { mistakeIn } from './requests/answer-mistake.ts';
import type { PlannedRequest } from './requests/planned-request.ts';
import type { RequestMix } from './requests/request-mix.ts';

/** The body of one in this many answers is checked; of the others, the status alone. */
const SAMPLE = 100;
/** How many mistakes a report describes. */
const MAX_SHOWN = 3;

/** Supplies the requests of a run, and records latencies and mistakes of the answers. */
export class Client {
  readonly latencies: number[] = [];
  readonly mistakes: string[] = [];
  errors = 0;
  readonly #mix: RequestMix;

  constructor(mix: RequestMix) {
    this.#mix = mix;
  }

  next(): PlannedRequest {
    return this.#mix.next();
  }

  /** Records the answer to a request, `latency` milliseconds after it was sent or due. */
  take(planned: PlannedRequest, answer: Answer | Error, latency: number): void {
    this.latencies.push(latency);
    const isSample = this.latencies.length % SAMPLE === 0;
    const mistake = answer instanceof Error ? answer.message : mistakeIn(planned, answer, isSample);
    if (mistake === undefined) this.#mix.learn(planned, (answer as Answer).body);
    else this.#note(`${planned.operation}: ${mistake}`);
  }

  #note(mistake: string): void {
    this.errors++;
    if (this.mistakes.length < MAX_SHOWN) this.mistakes.push(mistake);
  }
}
