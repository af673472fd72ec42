/** What the portal refuses, and why, in a word that programs understand; README.md of the wire lists the words. */
export class Rejected extends Error {
  readonly status: number;
  readonly reason: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(status: number, reason: string, details: Readonly<Record<string, unknown>> = {}) {
    super(reason);
    this.status = status;
    this.reason = reason;
    this.details = details;
  }
}

export const notFound = (): Rejected => new Rejected(404, "not-found");
