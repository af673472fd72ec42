import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { people } from "../../people/tables.ts";

/** A mot of the cahier de liaison. */
export const notices = sqliteTable(
  "notices",
  {
    id: text().primaryKey(),
    /** Its name on the wire. */
    publicId: text("public_id").notNull().unique(),
    authorId: text("author_id").references(() => people.id, { onDelete: "set null" }),
    kind: text({ enum: ["information", "sortie", "reunion", "absence", "sante", "materiel"] }).notNull(),
    title: text().notNull(),
    /** Sanitised HTML (body.ts). */
    body: text().notNull().default(""),
    /** The frame: what has a pictogram. Day, hours HH:MM, place, price in cents, what to bring. */
    eventOn: text("event_on"),
    startsAt: text("starts_at"),
    endsAt: text("ends_at"),
    place: text().notNull().default(""),
    amountCents: integer("amount_cents"),
    bring: text().notNull().default(""),
    /** Signatures wanted for each child: none, one guardian's, or every guardian's who holds authority. */
    signature: text({ enum: ["none", "one", "both"] })
      .notNull()
      .default("none"),
    /** Last day to sign. */
    deadline: text(),
    state: text({ enum: ["draft", "published", "withdrawn"] })
      .notNull()
      .default("draft"),
    /** Grows with each change of a published notice: what was rendered of an older one is stale. */
    version: integer().notNull().default(0),
    /** Of what a family agrees to (content.ts), computed at publication and correction. */
    contentHash: text("content_hash").notNull().default(""),
    createdAt: text("created_at").notNull(),
    publishedAt: text("published_at"),
    /** The number of the event that published it: lists follow it, for a clock may have been wrong. */
    publishedSeq: integer("published_seq"),
    /** When the text last changed after publication. */
    correctedAt: text("corrected_at"),
    withdrawnAt: text("withdrawn_at"),
  },
  (table) => [
    index("notices_state_seq").on(table.state, table.publishedSeq),
    index("notices_author").on(table.authorId, table.state),
    index("notices_event").on(table.eventOn),
  ],
);

/** To whom: the pupils of the school in one year, of a class, of a group, or one pupil. Guardians derive from pupils. */
export const noticeTargets = sqliteTable(
  "notice_targets",
  {
    noticeId: text("notice_id")
      .notNull()
      .references(() => notices.id, { onDelete: "cascade" }),
    type: text({ enum: ["school", "classroom", "group", "pupil"] }).notNull(),
    /** Of the school year, classroom, group or pupil: last year's notices to the whole school are not next year's. */
    targetId: text("target_id").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.noticeId, table.targetId] }),
    index("notice_targets_target").on(table.targetId, table.noticeId),
  ],
);

/** Photos of a notice, in order; the bytes lie in the file store. */
export const noticePhotos = sqliteTable(
  "notice_photos",
  {
    noticeId: text("notice_id")
      .notNull()
      .references(() => notices.id, { onDelete: "cascade" }),
    sha256: text().notNull(),
    thumbSha256: text("thumb_sha256").notNull(),
    /** Bytes of the full picture. */
    size: integer().notNull(),
    position: integer().notNull(),
    alt: text().notNull().default(""),
  },
  (table) => [primaryKey({ columns: [table.noticeId, table.sha256] })],
);

/** Who signed which text of a notice for which child, on which road. An older text's signature stays, and counts no more. */
export const noticeSignatures = sqliteTable(
  "notice_signatures",
  {
    id: text().primaryKey(),
    noticeId: text("notice_id")
      .notNull()
      .references(() => notices.id, { onDelete: "cascade" }),
    pupilId: text("pupil_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    guardianId: text("guardian_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    contentHash: text("content_hash").notNull(),
    at: text().notNull(),
    /** On the school's network, from home, or on paper. */
    medium: text({ enum: ["box", "home", "paper"] }).notNull(),
    /** Who entered it: the guardian, or for paper whoever ticked it. */
    recordedById: text("recorded_by_id").references(() => people.id, { onDelete: "set null" }),
  },
  (table) => [
    uniqueIndex("notice_signatures_once").on(table.noticeId, table.pupilId, table.guardianId, table.contentHash),
    index("notice_signatures_pupil").on(table.pupilId),
    index("notice_signatures_guardian").on(table.guardianId),
    index("notice_signatures_recorder").on(table.recordedById),
  ],
);

/** Guardians and pupils who have had a notice before their eyes, and which text of it. */
export const noticeReadings = sqliteTable(
  "notice_readings",
  {
    noticeId: text("notice_id")
      .notNull()
      .references(() => notices.id, { onDelete: "cascade" }),
    personId: text("person_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    contentHash: text("content_hash").notNull(),
    firstAt: text("first_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.noticeId, table.personId] }),
    index("notice_readings_person").on(table.personId),
  ],
);

/** The name on the wire of the sheet that tells a child's guardians who has signed what; made at the first signature. */
export const signatureSheets = sqliteTable("signature_sheets", {
  pupilId: text("pupil_id")
    .primaryKey()
    .references(() => people.id, { onDelete: "cascade" }),
  publicId: text("public_id").notNull().unique(),
  createdAt: text("created_at").notNull(),
});

export type NoticeRow = typeof notices.$inferSelect;
export type NoticeTarget = typeof noticeTargets.$inferSelect;
export type NoticePhoto = typeof noticePhotos.$inferSelect;
export type NoticeSignature = typeof noticeSignatures.$inferSelect;
