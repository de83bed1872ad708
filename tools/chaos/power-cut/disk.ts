import { dirname } from 'node:path';
import type { Random } from '../../support/random.ts';
import { FileImage } from './file-image.ts';
import type { DiskEvent } from './strace-log.ts';

const SECTOR = 512;

type WriteEvent = Extract<DiskEvent, { kind: 'write' }>;
type FileEvent = WriteEvent | Extract<DiskEvent, { kind: 'truncate' | 'create' | 'unlink' }>;

/** The part of an unsynced event that reaches the disk before a power cut. Only writes can be torn (partly written). */
export type Fate = 'lost' | 'kept' | 'torn';

interface FileState {
  /** The synced content of the file; undefined if the file does not exist on the disk. */
  durable: FileImage | undefined;
  /** The events since the last sync, each with its index in the recording. */
  unsynced: { readonly index: number; readonly event: FileEvent }[];
}

/**
 * A simulated disk: a power cut keeps all synced data, and an arbitrary part of the unsynced data.
 *
 * A sync of a file makes its data, its size and its name durable. A sync of a folder makes the names in it durable.
 * Any sectors of an unsynced write may reach the disk. Later writes may reach the disk without earlier ones.
 */
export class Disk {
  readonly #files = new Map<string, FileState>();
  readonly #isRelevant: (file: string) => boolean;

  /** @param isRelevant returns true for the files to simulate */
  constructor(isRelevant: (file: string) => boolean) {
    this.#isRelevant = isRelevant;
  }

  apply(event: DiskEvent, index: number): void {
    if (event.kind === 'sent') return;
    if (event.kind === 'sync') this.#sync(event.file, event.began);
    else if (this.#isRelevant(event.file)) this.#stateOf(event.file).unsynced.push({ index, event });
  }

  /** Returns the content of each file after a power cut, by path. */
  cut(fateOf: () => Fate, random: Random): Map<string, Buffer> {
    const files = new Map<string, Buffer>();
    for (const [file, { durable, unsynced }] of this.#files) {
      let image = durable && new FileImage(durable.content);
      for (const { event } of unsynced) {
        const fate = fateOf();
        if (fate === 'torn' && event.kind === 'write') tear(image, event, random);
        else if (fate !== 'lost') image = after(image, event);
      }
      if (image !== undefined) files.set(file, image.content);
    }
    return files;
  }

  #sync(path: string, began: number): void {
    if (this.#isRelevant(path)) {
      const state = this.#stateOf(path);
      const synced = state.unsynced.filter(({ index }) => index < began);
      for (const { event } of synced) state.durable = after(state.durable, event);
      state.unsynced = state.unsynced.slice(synced.length);
    }
    for (const [file, state] of this.#files) if (dirname(file) === path) syncName(state, began);
  }

  #stateOf(file: string): FileState {
    const state = this.#files.get(file) ?? { durable: undefined, unsynced: [] };
    this.#files.set(file, state);
    return state;
  }
}

/** Makes the last creation or removal of a file durable. A new file's data may still be lost. */
function syncName(state: FileState, began: number): void {
  const isOfName = ({ kind }: FileEvent) => kind === 'create' || kind === 'unlink';
  const last = state.unsynced.findLastIndex(({ index, event }) => index < began && isOfName(event));
  if (last === -1) return;
  state.durable = after(state.durable, (state.unsynced[last] as { event: FileEvent }).event);
  const isGone = state.durable === undefined;
  state.unsynced = state.unsynced.filter(({ event }, i) => i > last || (!isGone && !isOfName(event)));
}

/** Returns the content of a file after an event. If the creation of the file was lost, writes to it are lost, too. */
function after(image: FileImage | undefined, event: FileEvent): FileImage | undefined {
  if (event.kind === 'unlink') return undefined;
  if (event.kind === 'create') return image ?? new FileImage();
  if (event.kind === 'truncate') image?.truncate(event.size);
  else if (event.kind === 'write') image?.write(event.offset, event.data);
  return image;
}

/** Simulates a torn write: each sector of the data is written with a probability of one half. */
function tear(image: FileImage | undefined, { offset, data }: WriteEvent, random: Random): void {
  for (let start = 0; start < data.length; ) {
    const end = Math.min(data.length, start + SECTOR - ((offset + start) % SECTOR));
    if (random.chance(0.5)) image?.write(offset + start, data.subarray(start, end));
    start = end;
  }
}
