import { eq } from "drizzle-orm";
import type { Config } from "../core/config.ts";
import { type Db, type Tx, write } from "../core/db.ts";
import { Conflict } from "../core/errors.ts";
import { record } from "../core/events.ts";
import type { Doing } from "../core/feature.ts";
import {
  fromHex,
  type HolderKeys,
  joinSecret,
  keysFrom,
  newStaffCode,
  paperOf,
  phraseBytes,
  stretchSalt,
  toHex,
} from "../wire/index.ts";
import { type IssuedKey, keyRow, keysInForce, publicUrl, putKey, revokeKeysIn } from "./access-keys.ts";
import { personalWords } from "./credentials-account.ts";
import { stretchPhrase } from "./credentials-hash.ts";
import { checkPassword } from "./credentials-rules.ts";
import { theSchool } from "./school.ts";
import { staffSheets } from "./tables.ts";

export interface StaffAccess {
  readonly personId: string;
  readonly printedAt: string;
  /** Since when sheet and phrase open something; null: no phrase was chosen for this sheet yet. */
  readonly since: string | null;
}

/** Whose sheet was printed, by person. */
export const staffAccesses = (doing: Pick<Doing, "db" | "clock">): Map<string, StaffAccess> => {
  const inForce = new Map(
    keysInForce(doing)
      .filter(({ kind }) => kind === "staff")
      .map(({ personId, issuedAt }) => [personId, issuedAt]),
  );
  const sheets = doing.db.select().from(staffSheets).all();
  return new Map(
    sheets.map(({ personId, printedAt }) => [personId, { personId, printedAt, since: inForce.get(personId) ?? null }]),
  );
};

export interface PreparedSheet {
  readonly key: IssuedKey;
  /** The sheet counts from now on; the former one, and the key that it gave, are dead. */
  store(): void;
}

/** A new sheet, which opens nothing before its holder has chosen a phrase on the box: the head may print it. */
export const prepareSheet = (doing: Doing & { readonly config: Config }, personId: string): PreparedSheet => {
  const { uai } = theSchool(doing.db);
  const code = newStaffCode();
  const paper = toHex(paperOf(code, uai));
  return {
    key: { personId, code, url: publicUrl(doing, uai, code) },
    store: () => write(doing, (tx) => storeSheet(tx, doing, personId, paper)),
  };
};

/** Her own sheet with its phrase, both at once. Throws Invalid("phrase") when the phrase is too weak. */
export const prepareSheetWithPhrase = async (
  doing: Doing & { readonly config: Config },
  personId: string,
  phrase: string,
): Promise<PreparedSheet> => {
  checkPhrase(doing.db, personId, phrase);
  const { uai } = theSchool(doing.db);
  const code = newStaffCode();
  const paper = paperOf(code, uai);
  const keys = await keysOf(paper, phrase, uai);
  return {
    key: { personId, code, url: publicUrl(doing, uai, code) },
    store: () =>
      write(doing, (tx) => {
        storeSheet(tx, doing, personId, toHex(paper));
        putStaffKey(tx, doing, personId, keys);
      }),
  };
};

/**
 * From now on the present sheet opens with this phrase; the phones that it opened with the former one are shut at the next
 * synchronisation. Throws Invalid("phrase"), Conflict without a sheet.
 */
export const choosePhrase = async (doing: Doing, personId: string, phrase: string): Promise<void> => {
  checkPhrase(doing.db, personId, phrase);
  const { uai } = theSchool(doing.db);
  const paper = paperIn(doing.db, personId);
  const keys = await keysOf(fromHex(paper), phrase, uai);
  write(doing, (tx) => {
    if (paperIn(tx, personId) !== paper) throw new Conflict("Votre feuille vient d’être réimprimée. Recommencez.");
    revokeKeysIn(tx, doing, [personId], "staff");
    putStaffKey(tx, doing, personId, keys);
  });
};

/** Neither sheet nor phrase opens anything any more. */
export const withdrawSheet = (doing: Doing, personId: string): void =>
  write(doing, (tx) => {
    tx.delete(staffSheets).where(eq(staffSheets.personId, personId)).run();
    revokeKeysIn(tx, doing, [personId], "staff");
  });

const checkPhrase = (db: Db, personId: string, phrase: string): void =>
  checkPassword(phrase, personalWords(db, personId), "phrase");

const keysOf = async (paper: Uint8Array, phrase: string, uai: string): Promise<HolderKeys> => {
  const stretched = await stretchPhrase(phraseBytes(phrase), stretchSalt(paper, uai));
  return keysFrom(joinSecret(paper, stretched), uai);
};

const paperIn = (db: Pick<Db, "select">, personId: string): string => {
  const sheet = db.select().from(staffSheets).where(eq(staffSheets.personId, personId)).get();
  if (sheet === undefined) throw new Conflict("Vous n’avez pas encore de feuille\u00a0: imprimez-la d’abord.");
  return sheet.paper;
};

const storeSheet = (tx: Tx, doing: Doing, personId: string, paper: string): void => {
  revokeKeysIn(tx, doing, [personId], "staff");
  const printed = { paper, printedAt: doing.clock.iso() };
  tx.insert(staffSheets)
    .values({ personId, ...printed })
    .onConflictDoUpdate({ target: staffSheets.personId, set: printed })
    .run();
  record(tx, doing.actor, "key.sheet-printed", { personId });
};

const putStaffKey = (tx: Tx, doing: Doing, personId: string, keys: HolderKeys): void =>
  putKey(tx, doing, keyRow(keys, { personId, kind: "staff", issuedAt: doing.clock.iso() }));
