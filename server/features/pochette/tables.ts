import { index, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { classrooms, people } from "../../people/tables.ts";

/** What the people around a child must know at once: allergies, and the « projet d’accueil individualisé » (PAI). */
export const healthNotes = sqliteTable("health_notes", {
  pupilId: text("pupil_id")
    .primaryKey()
    .references(() => people.id, { onDelete: "cascade" }),
  allergies: text().notNull().default(""),
  /** What to do, where the medicines are. */
  care: text().notNull().default(""),
  updatedAt: text("updated_at").notNull(),
  updatedById: text("updated_by_id"),
});

/** The printed sheet of a class, for whoever replaces the teacher. One in force for each class. */
export const pochettes = sqliteTable(
  "pochettes",
  {
    id: text().primaryKey(),
    classroomId: text("classroom_id")
      .notNull()
      .references(() => classrooms.id, { onDelete: "cascade" }),
    /** SHA-256 of the code, hex: the paper holds the only copy. */
    codeHash: text("code_hash").notNull().unique(),
    printedAt: text("printed_at").notNull(),
    /** Another one was printed. */
    revokedAt: text("revoked_at"),
    /** The one day on which it opens something; null while it is sealed. */
    usedOn: text("used_on"),
  },
  (table) => [index("pochettes_classroom").on(table.classroomId)],
);

/** Each time a class was opened to somebody for the rest of a day, by its sheet or by a colleague's account. */
export const pochetteOpenings = sqliteTable(
  "pochette_openings",
  {
    id: text().primaryKey(),
    classroomId: text("classroom_id")
      .notNull()
      .references(() => classrooms.id, { onDelete: "cascade" }),
    pochetteId: text("pochette_id").references(() => pochettes.id, { onDelete: "set null" }),
    personId: text("person_id").references(() => people.id, { onDelete: "set null" }),
    /** Who they said they are, or the colleague's name. */
    name: text().notNull(),
    day: text().notNull(),
    at: text().notNull(),
    closedAt: text("closed_at"),
  },
  (table) => [index("pochette_openings_day").on(table.day)],
);
