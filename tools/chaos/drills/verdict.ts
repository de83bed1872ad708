/** The figures that a drill measured, and those among them that break the promise that the drill checks. */
export class Verdict {
  readonly figures: string[] = [];
  readonly broken: string[] = [];

  /** Adds a figure; if `isKept` is false, the figure breaks the promise of the drill. */
  note(figure: string, isKept = true): void {
    this.figures.push(figure);
    if (!isKept) this.broken.push(figure);
  }

  /** Adds `what` as a figure that breaks the promise if `isSo` is true; otherwise does nothing. */
  deny(what: string, isSo: boolean): void {
    if (isSo) this.note(what, false);
  }

  get isKept(): boolean {
    return this.broken.length === 0;
  }
}

/** Formats milliseconds, as 4.2 ms or 1,234 ms. */
export function ms(value: number): string {
  return value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value).toLocaleString('en')} ms`;
}
