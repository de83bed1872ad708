import { signal } from '@preact/signals';
import type { Deed } from './deed.ts';
import type { DoneAct } from './workspace.ts';

/** The most commands of the user that are kept so that they can be undone. */
const MAX_DEEDS = 100;

/** A stack of the commands that the user gave in this tab and can undo, the last one on top. */
export class Undoable {
  readonly last = signal<DoneAct | undefined>(undefined);
  #deeds: Deed[] = [];

  push(deed: Deed): void {
    this.#deeds = [...this.#deeds.slice(1 - MAX_DEEDS), deed];
    this.last.value = deed.told;
  }

  pop(): Deed | undefined {
    const deed = this.#deeds.pop();
    this.last.value = this.#deeds.at(-1)?.told;
    return deed;
  }
}
