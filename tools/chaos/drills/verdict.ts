/** The figures of a drill, and those of them that break the promise. */
export class Verdict {
  readonly figures: string[] = [];
  readonly broken: string[] = [];

  /** Notes a figure, and whether it keeps the promise. */
  note(figure: string, isKept = true): void {
    this.figures.push(figure);
    if (!isKept) this.broken.push(figure);
  }

  /** Notes a broken promise if `isSo`; otherwise notes nothing. */
  deny(what: string, isSo: boolean): void {
    if (isSo) this.note(what, false);
  }

  get isKept(): boolean {
    return this.broken.length === 0;
  }
}

/** Formats milliseconds: 4.2 ms, 1,234 ms. */
export function ms(value: number): string {
  return value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value).toLocaleString('en')} ms`;
}
