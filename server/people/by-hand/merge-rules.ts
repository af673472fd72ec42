import type Database from "better-sqlite3";
import type { Settle } from "./hanging.ts";
import { type Cell, type Journal, type Row, rowsWhere } from "./journal.ts";

type Client = Database.Database;

const isStrict = (row: Row): boolean => row.authority === "none" || row.may_read === 0 || row.decision_note !== null;

const rights = [
  "kind",
  "authority",
  "may_read",
  "signs_usual",
  "signs_all",
  "may_fetch",
  "is_emergency",
  "decision_note",
] as const;

const picked = (row: Row, names: readonly string[]): Row =>
  Object.fromEntries(names.map((name) => [name, row[name] ?? null]));

/** Same guardian, same child, twice: a recorded decision wins, and a link in force is not lost to one that ended. */
const guardianships =
  (client: Client, keptId: string): Settle =>
  (journal, row, { column }) => {
    const key = { guardian_id: row.guardian_id ?? null, pupil_id: row.pupil_id ?? null, [column]: keptId };
    const [kept] = rowsWhere(client, "guardianships", key);
    journal.remove("guardianships", row);
    if (kept === undefined) return;
    if (isStrict(row) && !isStrict(kept)) journal.update("guardianships", kept, picked(row, rights));
    else if (row.ends_on === null && kept.ends_on !== null && !isStrict(kept))
      journal.update("guardianships", kept, { ends_on: null });
  };

const isUsed = (row: Row | undefined): boolean =>
  row !== undefined && (row.password_hash !== null || row.pictures_hash !== null);

/** Two accounts, one person: the one that somebody has used lives on, with its sign-in name. */
const accounts =
  (client: Client, keptId: string): Settle =>
  (journal, row) => {
    const [kept] = rowsWhere(client, "accounts", { person_id: keptId });
    if (kept === undefined || isUsed(kept) || !isUsed(row)) return journal.remove("accounts", row);
    journal.remove("accounts", kept);
    journal.update("accounts", row, { person_id: keptId });
  };

/** Read since an earlier key: what was readable stays readable. */
const channelReaders =
  (client: Client, keptId: string): Settle =>
  (journal, row) => {
    const [kept] = rowsWhere(client, "channel_readers", { channel_id: row.channel_id ?? null, person_id: keptId });
    journal.remove("channel_readers", row);
    if (kept !== undefined && Number(row.from_key) < Number(kept.from_key))
      journal.update("channel_readers", kept, { from_key: row.from_key ?? null });
  };

export const rulesFor = (client: Client, keptId: string): ReadonlyMap<string, Settle> =>
  new Map([
    ["guardianships", guardianships(client, keptId)],
    ["accounts", accounts(client, keptId)],
    ["channel_readers", channelReaders(client, keptId)],
  ]);

const earlier = (a: Cell, b: Cell): Cell => (String(a) < String(b) ? a : b);
const later = (a: Cell, b: Cell): Cell => (a === null || b === null ? null : String(a) > String(b) ? a : b);
const overlap = (a: Row, b: Row): boolean =>
  (a.ends_on === null || String(a.ends_on) >= String(b.starts_on)) &&
  (b.ends_on === null || String(b.ends_on) >= String(a.starts_on));

/** Both in the same class at the same time: one membership, over both times. */
export const joinMemberships = (client: Client, journal: Journal, lostId: string, keptId: string): void => {
  for (const row of rowsWhere(client, "memberships", { person_id: lostId })) {
    const place = picked(row, ["classroom_id", "group_id", "as"]);
    const same = rowsWhere(client, "memberships", { person_id: keptId, ...place }).find((one) => overlap(one, row));
    if (same === undefined) continue;
    journal.update("memberships", same, {
      starts_on: earlier(same.starts_on ?? null, row.starts_on ?? null),
      ends_on: later(same.ends_on ?? null, row.ends_on ?? null),
    });
    journal.remove("memberships", row);
  }
};
