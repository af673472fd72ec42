import pino from "pino";

export type Log = pino.Logger;

const mostLines = 100;
const lines: string[] = [];

/** What was logged last, the oldest first: JSON, one for each line. A restart begins anew; journald keeps the rest. */
export const lastLogLines = (): readonly string[] => lines;

const standardError = pino.destination({ dest: 2, sync: true });
const destination = {
  write: (line: string): void => {
    lines.push(line);
    if (lines.length > mostLines) lines.shift();
    standardError.write(line);
  },
};

/** JSON lines on standard error. Only ids, patterns and figures are logged: never a name, an address, a password or a token. */
export const createLog = (level: string): Log =>
  pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
