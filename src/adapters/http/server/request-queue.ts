import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { LoadShedder } from './load-shedder.ts';

// The states of a request in the queue:
//
//   arrived ──► handled                at once, while there is capacity and budget left in this event-loop turn
//      ├──────► waiting ──► handled    in the order of arrival, a limited number per turn
//      │           └──────► refused    after it has waited for `limits.wait` milliseconds
//      └──────► refused                in a later turn, if `limits.waiting` requests already wait
//
// The states of a connection whose request had to wait:
//
//   reading ──► paused                 when the reply to its request is sent, while many requests wait
//      ▲           │
//      └───────────┘                   when few requests wait, or after LONGEST_PAUSE
//
// Each event-loop turn has a budget of requests, because Node reads all readable sockets before it runs timers, and
// accepts one connection per poll. Clients that send the next request at once keep sockets readable forever. Without the
// budget, timers would be seconds late, and new connections, such as probes, would not be accepted. A paused connection
// leaves its next request in the kernel's socket buffer. Once Node has read it, a request costs heap memory and garbage
// collection.

/** The maximum number of requests handled per event-loop turn. PER_TURN_CONNECTING applies while connections arrive. */
const PER_TURN = 128;
const PER_TURN_CONNECTING = 8;

/** Reading from connections is paused while at least this many requests wait in the queue. */
const FEW_WAITING = 64;

/** The longest time for which reading from a connection is paused, in milliseconds. */
const LONGEST_PAUSE = 500;

/** If no event starts a turn, the queue checks at this interval for requests that waited too long, in milliseconds. */
const CHECK_INTERVAL = 50;

/**
 * The time from the start of an event-loop turn within which requests may start, in milliseconds. The embedded store
 * reads synchronously: 100 slow reads in one turn delayed probes by 68 ms.
 */
const TURN_MS = 5;

type Handle = (request: IncomingMessage, response: ServerResponse, arrived: number) => void;

interface Waiting {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** When the request arrived, by `performance.now()`. */
  readonly arrived: number;
}

interface Paused {
  readonly socket: Socket;
  /** When reading from the connection was paused, by `performance.now()`. */
  readonly since: number;
}

/** A FIFO queue of requests in front of the service. Hands on as many as the load shedder has capacity for. */
export class RequestQueue {
  readonly #loadShedder: LoadShedder;
  readonly #handle: Handle;
  readonly #refuse: Handle;
  // Plain arrays as queues: a push and a shift took at most 0.6 µs with up to 8,000 items, and 2 to 3 µs with 16,000.
  readonly #waiting: Waiting[] = [];
  readonly #excess: Waiting[] = [];
  readonly #paused: Paused[] = [];
  #budget = PER_TURN;
  /** The time after which the current event-loop turn starts no more requests, by `performance.now()`. */
  #turnEnd = 0;
  #isConnecting = false;
  #isTurnDue = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(loadShedder: LoadShedder, handle: Handle, refuse: Handle) {
    this.#loadShedder = loadShedder;
    this.#handle = handle;
    this.#refuse = refuse;
    loadShedder.onCapacity(() => this.#scheduleTurn());
  }

  /** The number of waiting requests. */
  get length(): number {
    return this.#waiting.length;
  }

  /** Keeps this and the next event-loop turn short, so that Node accepts further connections. */
  connected(): void {
    this.#isConnecting = true;
    this.#budget = Math.min(this.#budget, PER_TURN_CONNECTING);
    this.#scheduleTurn();
  }

  add(request: IncomingMessage, response: ServerResponse): void {
    this.#scheduleTurn();
    const arrived = performance.now();
    const hasTime = this.#budget > 0 && arrived < this.#turnEnd;
    const isNext = hasTime && this.#waiting.length === 0 && this.#loadShedder.capacity > 0;
    if (isNext || this.#loadShedder.isExempt(request)) {
      this.#budget--;
      this.#handle(request, response, arrived);
    } else {
      const isFull = this.#waiting.length >= this.#loadShedder.limits.waiting;
      (isFull ? this.#excess : this.#waiting).push({ request, response, arrived });
    }
  }

  #scheduleTurn(): void {
    if (this.#isTurnDue) return;
    this.#isTurnDue = true;
    this.#turnEnd = performance.now() + TURN_MS;
    setImmediate(() => this.#turn());
  }

  #turn(): void {
    this.#isTurnDue = false;
    const perTurn = this.#isConnecting ? PER_TURN_CONNECTING : PER_TURN;
    this.#isConnecting = false;
    this.#refuseExpired(perTurn);
    this.#budget = Math.max(0, Math.min(perTurn, this.#loadShedder.capacity));
    this.#turnEnd = performance.now() + TURN_MS;
    for (; this.#budget > 0 && this.#waiting.length > 0 && performance.now() < this.#turnEnd; this.#budget--) {
      this.#next(this.#waiting, this.#handle);
    }
    this.#resumeConnections();
    const canContinue = this.#waiting.length > 0 ? this.#loadShedder.capacity > 0 : this.#paused.length > 0;
    if (this.#excess.length > 0 || canContinue) this.#scheduleTurn();
    else if (this.#waiting.length > 0) this.#timer ??= setTimeout(() => this.#check(), CHECK_INTERVAL);
  }

  #check(): void {
    this.#timer = undefined;
    this.#scheduleTurn();
  }

  /** Refuses requests that have waited too long, and those that found the queue full. */
  #refuseExpired(limit: number): void {
    const earliest = performance.now() - this.#loadShedder.limits.wait;
    for (let count = 0; count < limit; count++) {
      const isExpired = (this.#waiting[0]?.arrived ?? Number.POSITIVE_INFINITY) < earliest;
      if (!isExpired && this.#excess.length === 0) return;
      this.#next(isExpired ? this.#waiting : this.#excess, this.#refuse);
    }
  }

  /** Resumes paused connections while few requests wait, and in any case those paused for LONGEST_PAUSE. */
  #resumeConnections(): void {
    const earliest = performance.now() - LONGEST_PAUSE;
    for (let count = 0; count < PER_TURN && this.#paused[0] !== undefined; count++) {
      if (this.#waiting.length + count >= FEW_WAITING && this.#paused[0].since > earliest) return;
      this.#paused.shift()?.socket.resume();
    }
  }

  /** Takes the first request off a queue and passes it to `handle`, unless its client has disconnected. */
  #next(queue: Waiting[], handle: Handle): void {
    const { request, response, arrived } = queue.shift() as Waiting;
    if (response.destroyed) return;
    response.once('finish', () => this.#pause(request.socket));
    handle(request, response, arrived);
  }

  #pause(socket: Socket): void {
    if (this.#waiting.length < FEW_WAITING && this.#paused.length === 0) return;
    socket.pause();
    this.#paused.push({ socket, since: performance.now() });
  }
}
