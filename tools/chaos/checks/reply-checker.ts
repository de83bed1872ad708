import { parse } from '../../support/wire.ts';

/** A response, with the times when its request was sent and when the response was complete, by `performance.now()`. */
export interface ObservedReply {
  readonly what: string;
  readonly status: number;
  readonly text: string;
  readonly sent: number;
  readonly received: number;
}

/** A broken promise of the service, and the check that found it. */
export interface Finding {
  readonly check: string;
  readonly detail: string;
}

/** A period in which a fault makes some error statuses acceptable. */
interface Window {
  readonly statuses: readonly number[];
  /** The end of the period, {@link GRACE} included, by `performance.now()`. */
  end: number;
}

/** The milliseconds after a fault in which error statuses are still acceptable: the promised recovery time. */
export const GRACE = 2000;

/** The longest possible time from a request to its response, in milliseconds. */
const MAX_REPLY_MS = 60_000;
/** The number of findings that are kept; later findings are dropped. */
const MAX_FINDINGS = 50;

/** Checks the status and body of every response. A 503 or 504 is acceptable only during a fault that may cause it. */
export class ReplyChecker {
  readonly findings: Finding[] = [];
  /** The number of responses by status. */
  readonly statuses = new Map<number, number>();
  readonly #windows = new Set<Window>();
  readonly #now: () => number;

  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  /** Makes error statuses acceptable during a fault; returns a function to call when the fault is healed. */
  excuse(statuses: readonly number[]): () => void {
    // A period that ended before the oldest pending request was sent can excuse no further response.
    for (const old of this.#windows) if (old.end < this.#now() - MAX_REPLY_MS) this.#windows.delete(old);
    const window = { statuses, end: Number.POSITIVE_INFINITY };
    this.#windows.add(window);
    return () => {
      window.end = this.#now() + GRACE;
    };
  }

  check({ what, status, text, sent, received }: ObservedReply): void {
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    if (status < 400) return;
    const said = `${what}: ${status} ${text.slice(0, 300)}`;
    if (status >= 500 && status !== 503 && status !== 504) this.report('status', said);
    else if (status >= 500 && !this.#isExcused(status, sent)) {
      this.report('excuse', `${said} (sent ${Math.round(received - sent)} ms before, without a fault)`);
    }
    if (!what.startsWith('HEAD ') && !parse<{ detail?: unknown }>(text)?.detail) this.report('detail', said);
  }

  clear(): void {
    this.findings.length = 0;
    this.statuses.clear();
    this.#windows.clear();
  }

  report(check: string, detail: string): void {
    if (this.findings.length < MAX_FINDINGS) this.findings.push({ check, detail });
  }

  /** Returns whether a fault that was active after the request was sent makes this response status acceptable. */
  #isExcused(status: number, sent: number): boolean {
    for (const window of this.#windows) {
      if (window.end >= sent && window.statuses.includes(status)) return true;
    }
    return false;
  }
}
