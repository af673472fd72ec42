import { index, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { people } from "../tables.ts";
import type { Change } from "./journal.ts";

/** What the head corrected of a person: the files' older word does not come back by itself. */
export const corrections = sqliteTable(
  "corrections",
  {
    personId: text("person_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    /** As an import names what it changes: "lastName", "birthDate", "classroom", "leftOn"… */
    field: text().notNull(),
    /** What the directory said before the first correction: the files' word. */
    before: text(),
    at: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.field] })],
);

/** Another name under which the files know somebody whose two records were one person. */
export const aliases = sqliteTable(
  "aliases",
  {
    id: text().primaryKey(),
    personId: text("person_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    title: text({ enum: ["Mme", "M."] }),
    lastName: text("last_name").notNull(),
    usageName: text("usage_name"),
    firstName: text("first_name").notNull(),
    birthDate: text("birth_date"),
    ine: text(),
    /** As people.joinKey. */
    joinKey: text("join_key"),
  },
  (table) => [index("aliases_person").on(table.personId)],
);

/** Two people who look like one and are not: the head said so. The smaller id comes first. */
export const distinctPeople = sqliteTable(
  "distinct_people",
  {
    oneId: text("one_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    otherId: text("other_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
  },
  (table) => [primaryKey({ columns: [table.oneId, table.otherId] }), index("distinct_people_other").on(table.otherId)],
);

/** What the head did by hand to a person, row by row, so that it can be undone. */
export const handActs = sqliteTable(
  "hand_acts",
  {
    id: text().primaryKey(),
    kind: text({ enum: ["corrected", "placed", "left", "merged"] }).notNull(),
    personId: text("person_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    at: text().notNull(),
    byId: text("by_id").references(() => people.id, { onDelete: "set null" }),
    journal: text({ mode: "json" }).notNull().$type<Change[]>(),
    /** In French, of a merge: who the other record was. */
    about: text().notNull().default(""),
    undoneAt: text("undone_at"),
  },
  (table) => [index("hand_acts_person").on(table.personId, table.at)],
);
