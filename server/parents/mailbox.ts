import { authors, type Read, readEnvelope } from "./envelopes.ts";
import { place, Unplaceable } from "./place.ts";
import type { Deposit } from "./portal-client.ts";
import { setAside } from "./quarantine.ts";
import { fewAtOnce } from "./slices.ts";
import type { Sync } from "./sync.ts";

const envelopesAtOnce = 20;
const envelopesOfRun = 500;

interface Fetched {
  readonly deposit: Deposit;
  readonly envelope: Uint8Array;
  readonly read: Read;
}

/** Deposits that stay at the portal because the quarantine is full: not fetched again before the next start. */
export type LeftThere = Set<string>;

/** A portal could list without end what nobody wrote. No school has as many replies as these bounds let through. */
const leftThereAtMost = 20_000;
const pagesOfRun = 2_000;

/**
 * Takes the replies in. Each is acknowledged once what it asked for, or its place in the quarantine, is in the database. Without
 * `isRetained` it stops after a few hundred, so that publications do not wait. Returns whether more are there.
 */
export const readMailbox = async (sync: Sync, leftThere: LeftThere, isRetained: boolean): Promise<boolean> => {
  let after: string | null = null;
  let taken = 0;
  for (let pages = 0; pages < pagesOfRun && leftThere.size < leftThereAtMost; pages++) {
    const page = await sync.portal.deposits(after, isRetained);
    const fresh = page.deposits.filter((deposit) => !leftThere.has(nameOf(deposit)));
    for (let i = 0; i < fresh.length; i += envelopesAtOnce) {
      const fetched = await fetchSome(sync, fresh.slice(i, i + envelopesAtOnce));
      const settled = fetched.filter((one) => settle(sync, one, leftThere)).map(({ deposit }) => deposit);
      if (settled.length > 0) await sync.portal.acknowledge(settled);
    }
    taken += fresh.length;
    if (page.next === null || page.deposits.length === 0 || page.next <= (after ?? "")) return false;
    after = page.next;
    if (!isRetained && taken >= envelopesOfRun) return true;
  }
  return false;
};

const nameOf = ({ holder, messageId }: Deposit): string => `${holder}/${messageId}`;

/** What one device wrote in an hour comes in the order in which it was written, as far as its clock tells. */
const fetchSome = async (sync: Sync, deposits: readonly Deposit[]): Promise<Fetched[]> => {
  const known = authors(sync);
  const fetched = await fewAtOnce(deposits, 5, async (deposit) => {
    const envelope = await sync.portal.envelope(deposit);
    if (envelope === null) return null; // still on its way: it is there next time
    return { deposit, envelope, read: await readEnvelope(sync, known, deposit.holder, envelope) };
  });
  const writtenAt = ({ read }: Fetched): string => ("body" in read ? read.body.at : "");
  return fetched.filter((one) => one !== null).sort((a, b) => (writtenAt(a) < writtenAt(b) ? -1 : 1));
};

/** True: it is in the database, one way or another. */
const settle = (sync: Sync, { deposit, envelope, read }: Fetched, leftThere: LeftThere): boolean => {
  const reason = reasonAgainst(sync, read);
  if (reason === null || setAside(sync, deposit, envelope, read, reason)) return true;
  leftThere.add(nameOf(deposit));
  return false;
};

/** Null once it is placed. */
const reasonAgainst = (sync: Sync, read: Read): string | null => {
  if (!("body" in read)) return read.reason;
  if (read.isRevoked) return "Écrit avec une feuille remplacée ou retirée depuis.";
  try {
    place(sync, read);
    return null;
  } catch (error) {
    if (error instanceof Unplaceable) return error.reason;
    if (error instanceof Error && error.name === "SqliteError" && !isConstraint(error)) throw error;
    sync.log.error({ err: error, kind: read.body.kind, action: read.body.action }, "reply could not be placed");
    return "La boîte n’a pas su l’enregistrer\u202f; elle l’a noté dans son journal.";
  }
};

/** A rule of a table was broken by what the reply asks: it is the reply's fault, not the disk's. */
const isConstraint = (error: Error): boolean =>
  "code" in error && typeof error.code === "string" && error.code.startsWith("SQLITE_CONSTRAINT");
