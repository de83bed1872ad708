import type { Load } from '../support/load/load.ts';
import { printLine } from '../support/print-line.ts';
import type { Effort } from '../support/settings.ts';
import type { MeasuredServer } from './environment/measured-server.ts';
import { progressOf } from './report/progress.ts';
import type { Measured, Results } from './report/results.ts';
import { CONNECTIONS, DATASETS, type Scenario } from './scenarios.ts';
import { inTurn } from './turns.ts';

/** Measures servers in alternating order, A B C C B A, so that a slow phase of the machine affects all of them. */
export class AbRuns {
  readonly #servers: readonly MeasuredServer[];
  readonly #load: Load;
  readonly #effort: Effort;
  #isDirty = true;

  constructor(servers: readonly MeasuredServer[], load: Load, effort: Effort) {
    this.#servers = servers;
    this.#load = load;
    this.#effort = effort;
  }

  /** Measures each scenario with each number of connections. */
  async measureAll(scenarios: readonly Scenario[]): Promise<Measured[]> {
    const measured: Measured[] = [];
    for (const scenario of scenarios) {
      for (const connections of CONNECTIONS) measured.push(...(await this.#measure(scenario, connections)));
    }
    return measured;
  }

  /** Measures a scenario in a closed loop: each connection sends its next request after the previous response. */
  async #measure(scenario: Scenario, connections: number): Promise<Measured[]> {
    const { rounds, seconds } = this.#effort;
    const plan = { weights: scenario.weights, target: scenario.target, connections, seconds };
    await this.#prepare(scenario, connections);
    const measured: Measured[] = [];
    for (let round = 1; round <= rounds; round++) {
      await this.#inTurn(round, async (server) => {
        const measurement = await server.measure(this.#load, { ...plan, salt: round });
        measured.push({ scenario: scenario.name, connections, round, ...measurement });
        printLine(progressOf(`${scenario.name}, ${connections} connections, round ${round}`, measurement));
      });
    }
    return measured;
  }

  /** Measures a scenario in an open loop, at constant request rates that are fractions of each server's peak rate. */
  async measureAtRates(
    scenario: Scenario,
    connections: number,
    shares: readonly number[],
    peakOf: (server: MeasuredServer) => number,
  ): Promise<Results['curve']> {
    const { weights, target, name } = scenario;
    await this.#prepare(scenario, connections);
    const curve: Results['curve'][number][] = [];
    for (const [salt, share] of shares.entries()) {
      await this.#inTurn(salt, async (server) => {
        const rate = Math.max(1, Math.round(peakOf(server) * share));
        const plan = { weights, target, connections, seconds: this.#effort.seconds, salt, rate };
        const measurement = await server.measure(this.#load, plan);
        curve.push({ rate, ...measurement });
        printLine(progressOf(`${name} at ${rate} a second`, measurement));
      });
    }
    return curve;
  }

  async #prepare({ weights, target, writes }: Scenario, connections: number): Promise<void> {
    const plan = { weights, target, connections, seconds: this.#effort.seconds };
    for (const server of this.#servers) if (this.#isDirty) await server.restore(DATASETS);
    for (const server of this.#servers) await server.warmUp(this.#load, plan);
    this.#isDirty = writes;
  }

  async #inTurn(round: number, act: (server: MeasuredServer) => Promise<void>): Promise<void> {
    for (const server of inTurn(this.#servers, round)) await act(server);
  }
}
