import { setImmediate as letOthersRun } from "node:timers/promises";
import { and, asc, eq, gte, isNull, or } from "drizzle-orm";
import type { Config } from "../core/config.ts";
import { type Db, isOneOf, type Tx, write } from "../core/db.ts";
import { Conflict } from "../core/errors.ts";
import { record } from "../core/events.ts";
import type { Doing } from "../core/feature.ts";
import { newId } from "../core/ids.ts";
import { deriveHolderKeys, type HolderKeys, holderLink, newCode, parseCode, toHex } from "../wire/index.ts";
import { getSchool, theSchool } from "./school.ts";
import { accessKeys, people } from "./tables.ts";

export type AccessKey = typeof accessKeys.$inferSelect;
/** Whose code is all they need; a member of staff has a passphrase besides (staff-keys.ts). */
export type CodeKind = Exclude<AccessKey["kind"], "staff">;
type Person = typeof people.$inferSelect;
type Issuing = Doing & { readonly config: Config };

export interface IssuedKey {
  readonly personId: string;
  /** 20 characters, without separators: shown once, on paper, and kept nowhere. */
  readonly code: string;
  /** What the QR code holds; null while the box has no portal. */
  readonly url: string | null;
}

/** The portal as families reach it: as the settings say, else the one that the box is connected to; null while it has none. */
export const portalAddress = ({ config, db }: { readonly config: Config; readonly db: Db }): string | null =>
  config.PUBLIC_URL ?? config.PORTAL_URL ?? getSchool(db)?.portalUrl ?? null;

/** The address on a holder's sheet. */
export const publicUrl = (
  box: { readonly config: Config; readonly db: Db },
  uai: string,
  code: string,
): string | null => {
  const portal = portalAddress(box);
  return portal === null ? null : holderLink(portal, uai, code);
};

/** How many codes are derived before requests are let through: about 20 ms on the box. */
const batch = 8;

interface Derived {
  readonly code: string;
  readonly row: typeof accessKeys.$inferInsert;
}

const derive = (personId: string, kind: CodeKind, uai: string, issuedAt: string): Derived => {
  const code = newCode();
  return { code, row: keyRow(deriveHolderKeys(code, uai), { personId, kind, issuedAt }) };
};

type KeyRow = typeof accessKeys.$inferInsert;

/** What the box keeps of a holder's keys. */
export const keyRow = (keys: HolderKeys, of: Pick<KeyRow, "personId" | "kind" | "issuedAt">): KeyRow => {
  const { tokenHash, ageRecipient: recipient, ringKey, replyKey } = keys;
  return { id: newId(), ...of, tokenHash, recipient, ringKey: toHex(ringKey), replyKey: toHex(replyKey) };
};

const isInForce = () => isNull(accessKeys.revokedAt);

/**
 * Ends these people's keys, of one kind or all, inside a verb's own transaction; returns how many there were. A teacher who is
 * a parent too has one of each: the family's sheet and the team's do not end each other.
 */
export const revokeKeysIn = (
  tx: Tx,
  { actor, clock }: Omit<Doing, "db">,
  personIds: readonly string[],
  kind?: AccessKey["kind"],
): number => {
  const revoked = tx
    .update(accessKeys)
    .set({ revokedAt: clock.iso() })
    .where(
      and(
        isOneOf(accessKeys.personId, personIds),
        isInForce(),
        kind === undefined ? undefined : eq(accessKeys.kind, kind),
      ),
    )
    .returning({ id: accessKeys.id, personId: accessKeys.personId })
    .all();
  for (const { id, personId } of revoked) record(tx, actor, "key.revoked", { keyId: id, personId });
  return revoked.length;
};

export interface PreparedKeys {
  readonly keys: readonly IssuedKey[];
  /** Puts the keys in force; the former ones die in the same transaction. Throws Conflict when the UAI was changed. */
  store(): void;
}

/**
 * New codes, one for each person, not yet in force: so that the sheets can be printed first, and a cut in between
 * leaves the families' present sheets alive. Lets requests through while it works.
 */
export const prepareKeys = async (
  doing: Issuing,
  personIds: readonly string[],
  kind: CodeKind,
): Promise<PreparedKeys> => {
  const { uai } = theSchool(doing.db);
  const derived: Derived[] = [];
  for (const personId of new Set(personIds)) {
    derived.push(derive(personId, kind, uai, doing.clock.iso()));
    if (derived.length % batch === 0) await letOthersRun();
  }
  return {
    keys: derived.map(({ code, row }) => ({ personId: row.personId, code, url: publicUrl(doing, uai, code) })),
    store: () => write(doing, (tx) => store(tx, doing, uai, derived)),
  };
};

/** A new code for each person, in force at once. Only what is derived is stored: the codes returned are the only copy. */
export const issueKeys = async (
  doing: Issuing,
  personIds: readonly string[],
  kind: CodeKind,
): Promise<readonly IssuedKey[]> => {
  const { keys, store } = await prepareKeys(doing, personIds, kind);
  store();
  return keys;
};

const store = (tx: Tx, doing: Doing, uai: string, derived: readonly Derived[]): void => {
  if (theSchool(doing.db).uai !== uai) throw new Conflict("Le code de l’école vient de changer. Recommencez.");
  for (const [kind, own] of Map.groupBy(derived, ({ row }) => row.kind)) {
    const personIds = own.map(({ row }) => row.personId);
    revokeKeysIn(tx, doing, personIds, kind);
  }
  for (const { row } of derived) putKey(tx, doing, row);
};

/** Puts a key in force inside a verb's own transaction. */
export const putKey = (tx: Tx, { actor }: Pick<Doing, "actor">, row: KeyRow): void => {
  tx.insert(accessKeys).values(row).run();
  record(tx, actor, "key.issued", { keyId: row.id, personId: row.personId, kind: row.kind });
};

/** Ends a person's keys at once on the school's network, and at the next synchronisation at the portal. False: had none. */
export const revokeKey = (doing: Doing, personId: string, kind?: AccessKey["kind"]): boolean =>
  write(doing, (tx) => revokeKeysIn(tx, doing, [personId], kind)) > 0;

const isHere = (day: string) => or(isNull(people.leftOn), gte(people.leftOn, day));

/** The keys that open something today: not revoked, and their holder has not left. Oldest first. */
export const keysInForce = ({ db, clock }: Pick<Doing, "db" | "clock">): AccessKey[] =>
  db
    .select({ key: accessKeys })
    .from(accessKeys)
    .innerJoin(people, eq(people.id, accessKeys.personId))
    .where(and(isInForce(), isHere(clock.today())))
    .orderBy(asc(accessKeys.issuedAt), asc(accessKeys.id))
    .all()
    .map(({ key }) => key);

/** Whose code this is, while it is in force; as typed or scanned. `uai`: the school's. */
export const findHolderByCode = (db: Db, uai: string, typed: string): Person | undefined => {
  const code = parseCode(typed);
  if (code === null) return undefined;
  const { tokenHash } = deriveHolderKeys(code, uai);
  return db
    .select({ person: people })
    .from(accessKeys)
    .innerJoin(people, eq(people.id, accessKeys.personId))
    .where(and(eq(accessKeys.tokenHash, tokenHash), isInForce()))
    .get()?.person;
};
