/** The error for an invalid request, which the baseline server answers with this 4xx status. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

export function text(name: string, value: unknown, most: number): void {
  if (typeof value === 'string' && value.trim() !== '' && value.length <= most) return;
  throw new Refused(422, `${name} must be a text of 1 to ${most} characters`);
}

export function truth(name: string, value: unknown): void {
  if (typeof value !== 'boolean') throw new Refused(422, `${name} must be true or false`);
}
