import { eq } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import type { Tx } from "../../core/db.ts";
import { newId, randomId } from "../../core/ids.ts";
import { claimLogin } from "../login.ts";
import { nameKey } from "../names.ts";
import { accounts, people } from "../tables.ts";
import type { Change } from "./plan-types.ts";
import type { Name } from "./records.ts";

const chunk = 100;

/** Many rows with few statements. */
export const insertAll = <T extends SQLiteTable>(tx: Tx, table: T, rows: readonly T["$inferInsert"][]): void => {
  for (let start = 0; start < rows.length; start += chunk) {
    tx.insert(table)
      .values(rows.slice(start, start + chunk))
      .run();
  }
};

type PersonRow = typeof people.$inferInsert;
type PersonFields = Omit<PersonRow, "id" | "publicId" | "nameKey" | "createdAt">;

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
] as const;

/** Writes what changed of a person; of other changes (class, birth date…) it knows nothing. */
export const updatePerson = (tx: Tx, id: string, name: Name, changes: readonly Change[]): void => {
  const changed = new Map(changes.map(({ field, after }) => [field, after]));
  const set = Object.fromEntries(
    ownFields.filter((field) => changed.has(field)).map((field) => [field, changed.get(field)]),
  );
  if (Object.keys(set).length === 0) return;
  tx.update(people)
    .set({ ...set, nameKey: nameKey(name.lastName, name.firstName) })
    .where(eq(people.id, id))
    .run();
};

/** Sign-in names for people who have none: lea.martin, lea.martin2… */
export const nameAccounts = (tx: Tx, persons: readonly PersonRow[]): void => {
  if (persons.length === 0) return;
  const taken = new Set(
    tx
      .select({ login: accounts.login })
      .from(accounts)
      .all()
      .map(({ login }) => login),
  );
  const rows = persons.map(({ id, firstName, lastName, usageName }) => ({
    personId: id,
    login: claimLogin(firstName, usageName ?? lastName, taken),
  }));
  insertAll(tx, accounts, rows);
};
