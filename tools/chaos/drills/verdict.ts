/** What a drill has measured, and what of it is not as it was promised. */
export class Verdict {
  readonly figures: string[] = [];
  readonly broken: string[] = [];

  /** Notes a figure, and whether the promise allows it. */
  note(figure: string, isKept = true): void {
    this.figures.push(figure);
    if (!isKept) this.broken.push(figure);
  }

  /** Notes something that must not be, and says nothing if it is not. */
  deny(what: string, isSo: boolean): void {
    if (isSo) this.note(what, false);
  }

  get isKept(): boolean {
    return this.broken.length === 0;
  }
}

/** Milliseconds for people. */
export function ms(value: number): string {
  return value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value).toLocaleString('en')} ms`;
}
