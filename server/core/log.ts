import pino from "pino";

export type Log = pino.Logger;

/** JSON lines on standard error. Only ids, patterns and figures are logged: never a name, an address, a password or a token. */
export const createLog = (level: string): Log =>
  pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ dest: 2, sync: true }));
