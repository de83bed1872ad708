import { parse } from '../../support/wire.ts';

/** An answer, and when what it answers was sent and it was here, by `performance.now()`. */
export interface ObservedReply {
  readonly what: string;
  readonly status: number;
  readonly text: string;
  readonly sent: number;
  readonly received: number;
}

/** Something that must not be. */
export interface Finding {
  readonly check: string;
  readonly detail: string;
}

/** A time in which some answers are excused. */
interface Window {
  readonly statuses: readonly number[];
  /** When it was over and done with, grace included. */
  end: number;
}

/**
 * How long after a fault is healed its answers are excused, in milliseconds. It is what is promised for the first success
 * after PostgreSQL was away; whoever asks later has to be served.
 */
export const GRACE = 2000;

/** No answer takes longer than this, in milliseconds. */
const MAX_REPLY_MS = 60_000;
/** More findings than these say nothing new. */
const MAX_FINDINGS = 50;

/** Judges every answer by what is wrong with the world while it is made. */
export class ReplyChecker {
  readonly findings: Finding[] = [];
  /** How often each status was answered. */
  readonly statuses = new Map<number, number>();
  readonly #windows = new Set<Window>();
  readonly #now: () => number;

  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  /** From now on, these answers are excused; what it returns says that the cause is healed. */
  excuse(statuses: readonly number[]): () => void {
    // Nobody waits so long for an answer that one that ended then could still be of use.
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
      this.report('excuse', `${said} (sent ${Math.round(received - sent)} ms before, with nothing wrong)`);
    }
    if (!what.startsWith('HEAD ') && !parse<{ detail?: unknown }>(text)?.detail) this.report('detail', said);
  }

  /** Begins anew. */
  clear(): void {
    this.findings.length = 0;
    this.statuses.clear();
    this.#windows.clear();
  }

  report(check: string, detail: string): void {
    if (this.findings.length < MAX_FINDINGS) this.findings.push({ check, detail });
  }

  /** Whether anything was, while the answer was made, that excuses it. What had not begun by now is not known here. */
  #isExcused(status: number, sent: number): boolean {
    for (const window of this.#windows) {
      if (window.end >= sent && window.statuses.includes(status)) return true;
    }
    return false;
  }
}
