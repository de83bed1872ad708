import type { Load } from '../load/load.ts';
import type { Effort } from '../support/settings.ts';
import type { Rival } from './environment/measure-server.ts';
import { progressOf, say } from './report/progress.ts';
import type { Measured, Results } from './report/results.ts';
import { CROWDS, type Scenario } from './scenarios.ts';

/** Servers that are measured in turns, A B B A A B, so that a slow minute of the machine falls on all of them. */
export class AbRuns {
  readonly #rivals: readonly Rival[];
  readonly #load: Load;
  readonly #effort: Effort;
  #isDirty = true;

  constructor(rivals: readonly Rival[], load: Load, effort: Effort) {
    this.#rivals = rivals;
    this.#load = load;
    this.#effort = effort;
  }

  /** A scenario with so many connections, each of which asks as soon as it is answered. */
  async play(scenario: Scenario, connections: number): Promise<Measured[]> {
    const { rounds, seconds } = this.#effort;
    const order = { weights: scenario.weights, place: scenario.place, connections, seconds };
    await this.#prepare(scenario, connections);
    const measured: Measured[] = [];
    for (let round = 1; round <= rounds; round++) {
      await this.#inTurn(round, async (rival) => {
        const measurement = await rival.measure(this.#load, { ...order, salt: round });
        measured.push({ scenario: scenario.name, connections, round, ...measurement });
        say(progressOf(`${scenario.name}, ${connections} connections, round ${round}`, measurement));
      });
    }
    return measured;
  }

  /** A scenario at constant rates, which are these parts of what each server has done at most. */
  async climb(
    scenario: Scenario,
    connections: number,
    parts: readonly number[],
    mostOf: (rival: Rival) => number,
  ): Promise<Results['curve']> {
    const { weights, place, name } = scenario;
    await this.#prepare(scenario, connections);
    const curve: Results['curve'][number][] = [];
    for (const [salt, part] of parts.entries()) {
      await this.#inTurn(salt, async (rival) => {
        const rate = Math.max(1, Math.round(mostOf(rival) * part));
        const order = { weights, place, connections, seconds: this.#effort.seconds, salt, rate };
        const measurement = await rival.measure(this.#load, order);
        curve.push({ rate, ...measurement });
        say(progressOf(`${name} at ${rate} a second`, measurement));
      });
    }
    return curve;
  }

  async #prepare({ weights, place, writes }: Scenario, connections: number): Promise<void> {
    const order = { weights, place, connections, seconds: this.#effort.seconds };
    for (const rival of this.#rivals) if (this.#isDirty) await rival.restore(CROWDS);
    for (const rival of this.#rivals) await rival.warmUp(this.#load, order);
    this.#isDirty = writes;
  }

  async #inTurn(round: number, act: (rival: Rival) => Promise<void>): Promise<void> {
    for (const rival of round % 2 === 0 ? this.#rivals.toReversed() : this.#rivals) await act(rival);
  }
}
