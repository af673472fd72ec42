import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { classrooms, people } from "../tables.ts";

const flag = (name: string) => integer(name, { mode: "boolean" }).notNull().default(false);

/**
 * A judge's decision about one guardian and one child, from a day to a day (YYYY-MM-DD, the end included). While it is
 * in force it goes before what the relation gives (people/relations.ts).
 */
export const courtDecisions = sqliteTable(
  "court_decisions",
  {
    id: text().primaryKey(),
    guardianId: text("guardian_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    pupilId: text("pupil_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    /** Signs nothing any more; stays informed. */
    takesAuthority: flag("takes_authority"),
    /** The child does not exist for this guardian. */
    hidesChild: flag("hides_child"),
    /** Must not be handed the child at the gate. */
    forbidsFetching: flag("forbids_fetching"),
    /** For the head's eyes only: in no list but the head's own, no export, no event, nothing that leaves the box. */
    note: text().notNull(),
    startsOn: text("starts_on").notNull(),
    endsOn: text("ends_on"),
    createdAt: text("created_at").notNull(),
    /** Replaced by another one, or no longer standing. */
    liftedAt: text("lifted_at"),
    replacedById: text("replaced_by_id"),
  },
  (table) => [
    index("court_decisions_pair").on(table.guardianId, table.pupilId),
    index("court_decisions_pupil").on(table.pupilId),
  ],
);

/** People whose address, telephones and e-mail a decision hides from its guardian. */
export const hiddenContacts = sqliteTable(
  "hidden_contacts",
  {
    decisionId: text("decision_id")
      .notNull()
      .references(() => courtDecisions.id, { onDelete: "cascade" }),
    personId: text("person_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
  },
  (table) => [primaryKey({ columns: [table.decisionId, table.personId] })],
);

/** The written list of who may fetch a child, besides the guardians who have that right: named by those who hold authority. */
export const pickupPeople = sqliteTable(
  "pickup_people",
  {
    id: text().primaryKey(),
    pupilId: text("pupil_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    name: text().notNull(),
    phone: text().notNull().default(""),
    /** What they are to the child, in words: « grand-mère », « assistante maternelle ». */
    relation: text().notNull().default(""),
    startsOn: text("starts_on").notNull(),
    endsOn: text("ends_on"),
    removedAt: text("removed_at"),
  },
  (table) => [index("pickup_people_pupil").on(table.pupilId)],
);

/** Classes in which the head lets guardians, or pupils, write to each other; a class without a row is closed. */
export const correspondenceOpenings = sqliteTable("correspondence_openings", {
  classroomId: text("classroom_id")
    .primaryKey()
    .references(() => classrooms.id, { onDelete: "cascade" }),
  guardians: flag("guardians"),
  pupils: flag("pupils"),
});

/** To whom an adult shows a part of their contact in the trombinoscope; without a row: to the staff. */
export const contactChoices = sqliteTable(
  "contact_choices",
  {
    personId: text("person_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    field: text({ enum: ["email", "phone", "address"] }).notNull(),
    audience: text({ enum: ["nobody", "staff", "parents"] }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.field] })],
);
