/** What can go wrong in a way that a person should read about. Everything else is a fault and answers 500. */
export class Problem extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The thing does not exist, or not for this person: both answer the same. */
export class NotFound extends Problem {
  constructor(message = "Cette page n’existe pas, ou n’existe plus.") {
    super(404, message);
  }
}

export class Forbidden extends Problem {
  constructor(message = "Vous n’avez pas le droit de faire cela.") {
    super(403, message);
  }
}

/** A field of a form is refused; `field` names the input next to which the message is shown. */
export class Invalid extends Problem {
  readonly field: string;
  constructor(field: string, message: string) {
    super(422, message);
    this.field = field;
  }
}

/** The thing has changed in the meantime, or the act is no longer possible. */
export class Conflict extends Problem {
  constructor(message: string) {
    super(409, message);
  }
}

/** Nothing more is written until there is room; reading goes on. */
export class DiskFull extends Problem {
  constructor() {
    super(507, "La boîte n’a plus de place pour écrire. Lire reste possible\u202f; prévenez la direction.");
  }
}

export class TooMany extends Problem {
  readonly retryAfterSeconds: number;
  constructor(message: string, retryAfterSeconds: number) {
    super(429, message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The one answer to "may they?": throws Forbidden, so that a handler reads as a list of conditions. */
export const allow = (permitted: boolean, message?: string): void => {
  if (!permitted) throw new Forbidden(message);
};

/** The row, or "not found". */
export const found = <T>(row: T | undefined | null): T => {
  if (row === undefined || row === null) throw new NotFound();
  return row;
};
