import { parse } from '../../support/wire.ts';

/** A reply, with the times of its request and of its end by `performance.now()`. */
export interface ObservedReply {
  readonly what: string;
  readonly status: number;
  readonly text: string;
  readonly sent: number;
  readonly received: number;
}

/** A broken promise, and the check that found it. */
export interface Finding {
  readonly check: string;
  readonly detail: string;
}

/** A period in which a fault excuses some statuses. */
interface Window {
  readonly statuses: readonly number[];
  /** The end of the period, grace included. */
  end: number;
}

/** For how many milliseconds a healed fault still excuses replies: the promised time to the first success. */
export const GRACE = 2000;

/** No reply takes longer than this. */
const MAX_REPLY_MS = 60_000;
/** Further findings are dropped. */
const MAX_FINDINGS = 50;

/** Checks the status and body of every reply. A 503 or 504 is allowed only while a fault excuses it. */
export class ReplyChecker {
  readonly findings: Finding[] = [];
  /** The number of replies by status. */
  readonly statuses = new Map<number, number>();
  readonly #windows = new Set<Window>();
  readonly #now: () => number;

  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  /** Excuses these statuses from now on; returns a function to call when the fault is healed. */
  excuse(statuses: readonly number[]): () => void {
    // A period that ended before any pending request was sent excuses nothing more.
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

  /** Returns whether a fault between the request and now excuses the status. */
  #isExcused(status: number, sent: number): boolean {
    for (const window of this.#windows) {
      if (window.end >= sent && window.statuses.includes(status)) return true;
    }
    return false;
  }
}
