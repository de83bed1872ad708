import type { Answer } from './answer-reader.ts';
import { mistakeIn } from './mistake.ts';
import type { PlannedRequest, RequestMix } from './request-mix.ts';

/** One in so many answers is looked into; of all others, the status is. */
const SAMPLE = 100;
/** How many mistakes are told in words. */
const TOLD = 3;

/** Keeps count of what was asked and how it was answered. */
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

  /** Takes what came of a request, `latency` milliseconds after it was sent or should have been. */
  take(planned: PlannedRequest, answer: Answer | Error, latency: number): void {
    this.latencies.push(latency);
    const isSample = this.latencies.length % SAMPLE === 0;
    const mistake = answer instanceof Error ? answer.message : mistakeIn(planned, answer, isSample);
    if (mistake === undefined) this.#mix.learn(planned, (answer as Answer).body);
    else this.#note(`${planned.operation}: ${mistake}`);
  }

  #note(mistake: string): void {
    this.errors++;
    if (this.mistakes.length < TOLD) this.mistakes.push(mistake);
  }
}
