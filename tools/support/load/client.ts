import type { Answer } from './answer-reader.ts';
import { mistakeIn } from './requests/answer-mistake.ts';
import type { PlannedRequest } from './requests/planned-request.ts';
import type { RequestMix } from './requests/request-mix.ts';

/** One response out of this many is checked by status and body, the others only by status. */
const SAMPLE = 100;
/** The maximum number of wrong responses that the report of a measurement describes. */
const MAX_SHOWN = 3;

/** Supplies the requests of a benchmark run, and records the latencies and errors of the responses. */
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

  /** Records the response to a request; `latency` is the milliseconds since the request was sent or due. */
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
