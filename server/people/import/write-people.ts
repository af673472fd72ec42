import { sql } from "drizzle-orm";
import type { Db, Tx } from "../../core/db.ts";
import { newId, randomId } from "../../core/ids.ts";
import { claimLogin } from "../login.ts";
import { nameKey } from "../names.ts";
import { accounts, type people } from "../tables.ts";
import type { Change } from "./plan-types.ts";
import type { Name } from "./records.ts";
import type { Steps } from "./steps.ts";

type PersonRow = typeof people.$inferInsert;
type PersonFields = Omit<PersonRow, "id" | "publicId" | "nameKey" | "createdAt" | "joinKey"> & {
  joinKey?: string | null | undefined;
};

/** A row of `people` for somebody new. */
export const newPerson = (fields: PersonFields & Name, now: string): PersonRow => ({
  id: newId(),
  publicId: randomId(),
  title: fields.title ?? null,
  lastName: fields.lastName,
  usageName: fields.usageName,
  firstName: fields.firstName,
  email: fields.email ?? null,
  homePhone: fields.homePhone ?? null,
  workPhone: fields.workPhone ?? null,
  mobilePhone: fields.mobilePhone ?? null,
  address: fields.address ?? null,
  postcode: fields.postcode ?? null,
  city: fields.city ?? null,
  country: fields.country ?? null,
  nameKey: nameKey(fields.lastName, fields.firstName),
  createdAt: now,
  joinKey: fields.joinKey ?? null,
});

const ownFields = [
  "title",
  "lastName",
  "usageName",
  "firstName",
  "email",
  "homePhone",
  "workPhone",
  "mobilePhone",
  "address",
  "postcode",
  "city",
  "country",
  "leftOn",
  "joinKey",
] as const;

interface KeyedLine {
  readonly state: string;
  readonly changes: readonly Change[];
  readonly record: { readonly joinKey?: string | undefined };
}

const takesKey = ({ state, changes }: KeyedLine): boolean =>
  state === "new" || (state === "changed" && changes.some(({ field }) => field === "joinKey"));

/** A key of the academic directory is one person's: before these lines take theirs, nobody has them. */
export const freeKeys = (steps: Steps, lines: readonly KeyedLine[]): void => {
  const keys = new Set(lines.filter(takesKey).flatMap(({ record }) => record.joinKey ?? []));
  if (keys.size === 0) return;
  steps.knowWhere("people", sql`join_key in (select value from json_each(${JSON.stringify([...keys])}))`);
  for (const { id, join_key: key } of steps.known("people"))
    if (keys.has(String(key))) steps.update("people", id ?? null, { joinKey: null }, "early");
};

/** Reads the rows of the known people who change. */
export const knowChanged = (
  steps: Steps,
  lines: readonly { knownId: string | null; changes: readonly Change[] }[],
): void =>
  steps.know(
    "people",
    lines.flatMap(({ knownId, changes }) => (knownId === null || changes.length === 0 ? [] : [knownId])),
  );

/** Writes what changed of a person; of other changes (class, birth date…) it knows nothing. */
export const updatePerson = (steps: Steps, id: string, name: Name, changes: readonly Change[]): void => {
  const changed = new Map(changes.map(({ field, after }) => [field, after]));
  const set = Object.fromEntries(
    ownFields.filter((field) => changed.has(field)).map((field) => [field, changed.get(field)]),
  );
  if (Object.keys(set).length === 0) return;
  steps.update(
    "people",
    id,
    { ...set, nameKey: nameKey(name.lastName, name.firstName) },
    "leftOn" in set ? "late" : "early",
  );
};

/** Sign-in names for people who have none: lea.martin, lea.martin2… */
export const nameAccounts = (db: Pick<Db | Tx, "select">, steps: Steps, persons: readonly PersonRow[]): void => {
  if (persons.length === 0) return;
  const rows = db.select({ login: accounts.login }).from(accounts).all();
  const taken = new Set([
    ...rows.map(({ login }) => login),
    ...steps.added("accounts").map(({ login }) => String(login)),
  ]);
  for (const { id, firstName, lastName, usageName } of persons)
    steps.insert("accounts", { personId: id, login: claimLogin(firstName, usageName ?? lastName, taken) }, "early");
};
