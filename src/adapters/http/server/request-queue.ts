import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { LoadShedder } from './load-shedder.ts';

// The states of a request here:
//
//   arrived ──► handled                 while there is room, and few have arrived in this turn of the event loop
//      ├──────► waiting ──► handled     in the order of arrival, so many a turn
//      │           └──────► refused     after `wait` milliseconds
//      └──────► refused                 in a later turn, when too many wait
//
// and of a connection, while requests wait:
//
//   reading ──► paused                  when its request was answered
//      ▲           │
//      └───────────┘                    in the order of answers, when few requests wait
//
// Node reads every socket that is ready before it looks at its timers, and takes one new connection each time it asks the
// system which are ready, up to a thousand at once. Clients that ask again as soon as they are answered keep sockets ready
// without end: then timers are seconds late, and new connections, probes among them, are not taken. So only so many
// requests are answered in a turn, and fewer while connections come. And a request that waits here survives collection after
// collection of garbage, where one that waits in the system's buffers costs nothing: so connections are paused.

/** How many requests are handled in a turn of the event loop, and how many while new connections come. */
const PER_TURN = 128;
const PER_TURN_CONNECTING = 8;

/** How many requests wait here before connections are left paused. */
const FEW_WAITING = 64;

/** How long a connection is paused at most, in milliseconds. */
const LONGEST_PAUSE = 500;

/** How often to look for requests that have waited too long, and connections, in milliseconds. */
const LOOK = 50;

type Handle = (request: IncomingMessage, response: ServerResponse, arrived: number) => void;

interface Waiting {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** On the clock of `performance.now()`. */
  readonly arrived: number;
}

interface Paused {
  readonly socket: Socket;
  /** On the clock of `performance.now()`. */
  readonly since: number;
}

/** Hands requests to the service in the order of arrival, as many at a time as it can work on. */
export class RequestQueue {
  readonly #loadShedder: LoadShedder;
  readonly #handle: Handle;
  readonly #refuse: Handle;
  readonly #waiting = new Fifo<Waiting>();
  readonly #tooMany = new Fifo<Waiting>();
  readonly #paused = new Fifo<Paused>();
  #budget = PER_TURN;
  #isConnecting = false;
  #isTurnDue = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(loadShedder: LoadShedder, handle: Handle, refuse: Handle) {
    this.#loadShedder = loadShedder;
    this.#handle = handle;
    this.#refuse = refuse;
    loadShedder.onRoom(() => this.#scheduleTurn());
  }

  /** How many requests wait to be handled. */
  get length(): number {
    return this.#waiting.length;
  }

  /** A connection was taken: there may be more. */
  connected(): void {
    this.#isConnecting = true;
    this.#budget = Math.min(this.#budget, PER_TURN_CONNECTING);
    this.#scheduleTurn();
  }

  add(request: IncomingMessage, response: ServerResponse): void {
    const arrived = performance.now();
    const isNext = this.#waiting.length === 0 && this.#budget > 0 && this.#loadShedder.room > 0;
    if (isNext || this.#loadShedder.isExempt(request)) {
      this.#budget--;
      this.#handle(request, response, arrived);
    } else {
      const isTooMany = this.#waiting.length >= this.#loadShedder.limits.waiting;
      (isTooMany ? this.#tooMany : this.#waiting).push({ request, response, arrived });
    }
    this.#scheduleTurn();
  }

  #scheduleTurn(): void {
    if (this.#isTurnDue) return;
    this.#isTurnDue = true;
    setImmediate(() => this.#turn());
  }

  #turn(): void {
    this.#isTurnDue = false;
    const perTurn = this.#isConnecting ? PER_TURN_CONNECTING : PER_TURN;
    this.#isConnecting = false;
    this.#refuseSome(perTurn);
    this.#budget = Math.max(0, Math.min(perTurn, this.#loadShedder.room));
    for (; this.#budget > 0 && this.#waiting.length > 0; this.#budget--) this.#end(this.#waiting.shift(), this.#handle);
    this.#resumeSome();
    const canGoOn = this.#waiting.length > 0 ? this.#loadShedder.room > 0 : this.#paused.length > 0;
    if (this.#tooMany.length > 0 || canGoOn) this.#scheduleTurn();
    else if (this.#waiting.length > 0) this.#timer ??= setTimeout(() => this.#look(), LOOK);
  }

  /** Refuses those for whom it is too late, or whom there is no place to wait for. */
  #refuseSome(most: number): void {
    const earliest = performance.now() - this.#loadShedder.limits.wait;
    for (let count = 0; count < most; count++) {
      const isLate = (this.#waiting.first?.arrived ?? Number.POSITIVE_INFINITY) < earliest;
      if (!isLate && this.#tooMany.length === 0) return;
      this.#end((isLate ? this.#waiting : this.#tooMany).shift(), this.#refuse);
    }
  }

  /** Resumes connections so long as few requests wait, and those that have been paused for long. */
  #resumeSome(): void {
    const earliest = performance.now() - LONGEST_PAUSE;
    for (let count = 0; count < PER_TURN && this.#paused.first !== undefined; count++) {
      if (this.#waiting.length + count >= FEW_WAITING && this.#paused.first.since > earliest) return;
      this.#paused.shift().socket.resume();
    }
  }

  #look(): void {
    this.#timer = undefined;
    this.#scheduleTurn();
  }

  /** A client that has left meanwhile needs no answer. One that gets an answer had to wait, and so will others. */
  #end({ request, response, arrived }: Waiting, by: Handle): void {
    if (response.destroyed) return;
    response.once('finish', () => this.#pause(request.socket));
    by(request, response, arrived);
  }

  #pause(socket: Socket): void {
    if (this.#waiting.length < FEW_WAITING && this.#paused.length === 0) return;
    socket.pause();
    this.#paused.push({ socket, since: performance.now() });
  }
}

/** First in, first out. What was taken out is moved over now and then, and not each time. */
class Fifo<T> {
  #items: (T | undefined)[] = [];
  #taken = 0;

  get length(): number {
    return this.#items.length - this.#taken;
  }

  get first(): T | undefined {
    return this.#items[this.#taken];
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T {
    const item = this.#items[this.#taken] as T;
    this.#items[this.#taken++] = undefined;
    if (this.#taken === this.#items.length || this.#taken > 1_000) {
      this.#items = this.#items.slice(this.#taken);
      this.#taken = 0;
    }
    return item;
  }
}
