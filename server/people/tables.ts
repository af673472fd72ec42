import { sql } from "drizzle-orm";
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

const flag = (name: string, standard: boolean) => integer(name, { mode: "boolean" }).notNull().default(standard);

/** Three pictures; the tile alone on a screen that the teacher has opened; a QR badge; a typed password. */
const waysIn = ["pictures", "tile", "badge", "password"] as const;

/** The one school of this box. */
export const school = sqliteTable(
  "school",
  {
    id: integer().primaryKey(),
    name: text().notNull(),
    /** Unité administrative immatriculée: seven digits and a letter (formats: people/uai.ts). */
    uai: text().notNull(),
    zone: text({ enum: ["A", "B", "C"] }).notNull(),
    phone: text().notNull().default(""),
    createdAt: text("created_at").notNull(),
    /** Address of the portal that the box was connected to on screen; the settings override it. */
    portalUrl: text("portal_url"),
    /** The head has answered « Une décision de justice ? » for the present guardians: letters may be printed. */
    authorityReviewedAt: text("authority_reviewed_at"),
    /** This school's key in the academic directory (ENTStructureJointure): a delta feed may not repeat its UAI. */
    structureKey: text("structure_key"),
  },
  (table) => [check("school_is_one", sql`${table.id} = 1`)],
);

export const schoolYears = sqliteTable("school_years", {
  id: text().primaryKey(),
  /** "2026-2027" */
  label: text().notNull().unique(),
  startsOn: text("starts_on").notNull(),
  endsOn: text("ends_on").notNull(),
  isCurrent: flag("is_current", false),
});

/** A class: one label, often several levels. */
export const classrooms = sqliteTable(
  "classrooms",
  {
    id: text().primaryKey(),
    schoolYearId: text("school_year_id")
      .notNull()
      .references(() => schoolYears.id),
    label: text().notNull(),
    /** ONDE's « Identifiant classe », where the export gives it. */
    ondeId: text("onde_id"),
    levels: text({ mode: "json" }).notNull().$type<string[]>().default([]),
    /** How its pupils sign in, as their teacher chose. */
    entersBy: text("enters_by", { enum: waysIn }).notNull().default("pictures"),
    /** What the files call it, where the head gave it another name. */
    fileLabel: text("file_label"),
  },
  (table) => [uniqueIndex("classrooms_year_label").on(table.schoolYearId, table.label)],
);

/** Pupils taken together across or inside classes (décloisonnement, chorale…). */
export const groups = sqliteTable("groups", {
  id: text().primaryKey(),
  schoolYearId: text("school_year_id")
    .notNull()
    .references(() => schoolYears.id),
  label: text().notNull(),
  /** The class that it is a part of, if it is. */
  classroomId: text("classroom_id").references(() => classrooms.id),
  /** Its first and last day, where it does not last the whole year. */
  startsOn: text("starts_on"),
  endsOn: text("ends_on"),
});

/** A human being: one row, whatever they are to the school. A teacher may be a guardian as well. */
export const people = sqliteTable(
  "people",
  {
    id: text().primaryKey(),
    /** 128 random bits: this person's name on the wire, where the id would tell when it was made. */
    publicId: text("public_id").notNull().unique(),
    title: text({ enum: ["Mme", "M."] }),
    /** Family name at birth (ONDE: « Nom »). */
    lastName: text("last_name").notNull(),
    /** Name in use, where it differs (ONDE: « Nom d’usage »). */
    usageName: text("usage_name"),
    firstName: text("first_name").notNull(),
    email: text(),
    homePhone: text("home_phone"),
    workPhone: text("work_phone"),
    mobilePhone: text("mobile_phone"),
    address: text(),
    postcode: text(),
    city: text(),
    country: text(),
    /** People.names: comparison key of lastName + firstName (no accents, no signs). */
    nameKey: text("name_key").notNull(),
    createdAt: text("created_at").notNull(),
    /** The day they left the school; nothing is erased by it. */
    leftOn: text("left_on"),
    /** Key of this person in the academic directory (ENTPersonJointure), once a feed has named them. */
    joinKey: text("join_key").unique(),
  },
  (table) => [index("people_name_key").on(table.nameKey)],
);

export const pupils = sqliteTable("pupils", {
  personId: text("person_id")
    .primaryKey()
    .references(() => people.id, { onDelete: "cascade" }),
  /** Identifiant national élève; null while « en attente d’INE ». */
  ine: text().unique(),
  birthDate: text("birth_date"),
  sex: text({ enum: ["F", "M"] }),
  /** Symbol in static/avatars.svg. */
  avatar: text().notNull(),
  /** ONDE's « Autorisation photo »: a hint for the head, never a consent. */
  photoHint: integer("photo_hint", { mode: "boolean" }),
});

export const staff = sqliteTable("staff", {
  personId: text("person_id")
    .primaryKey()
    .references(() => people.id, { onDelete: "cascade" }),
  /** Technician: sees the machine, never the content. */
  post: text({ enum: ["teacher", "staff", "technician"] }).notNull(),
  isHead: flag("is_head", false),
});

/** Who is in which class or group, as what, from when to when (days, YYYY-MM-DD; the end is included). */
export const memberships = sqliteTable(
  "memberships",
  {
    id: text().primaryKey(),
    personId: text("person_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    classroomId: text("classroom_id").references(() => classrooms.id, { onDelete: "cascade" }),
    groupId: text("group_id").references(() => groups.id, { onDelete: "cascade" }),
    as: text({ enum: ["pupil", "teacher", "staff"] }).notNull(),
    /** TPS PS MS GS CP CE1 CE2 CM1 CM2, for pupils. */
    level: text(),
    startsOn: text("starts_on").notNull(),
    endsOn: text("ends_on"),
    /** Beside what the files say (a second class, a replacement): an import does not end it. */
    isByHand: flag("is_by_hand", false),
  },
  (table) => [
    index("memberships_person").on(table.personId),
    index("memberships_classroom").on(table.classroomId),
    index("memberships_group").on(table.groupId),
    check("memberships_one_place", sql`(${table.classroomId} is null) <> (${table.groupId} is null)`),
  ],
);

/** What somebody is to a child, and the five rights that go with it. One row for each (guardian, pupil). */
export const guardianships = sqliteTable(
  "guardianships",
  {
    id: text().primaryKey(),
    guardianId: text("guardian_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    pupilId: text("pupil_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    kind: text({ enum: ["parent", "tutor", "foster", "relative", "service"] })
      .notNull()
      .default("parent"),
    /** "presumed" until a decision shows otherwise: no CSV tells (art. 372 code civil). */
    authority: text({ enum: ["presumed", "held", "none"] })
      .notNull()
      .default("presumed"),
    mayRead: flag("may_read", true),
    signsUsual: flag("signs_usual", true),
    signsAll: flag("signs_all", true),
    mayFetch: flag("may_fetch", false),
    isEmergency: flag("is_emergency", false),
    /** Why a right was taken away; for the head's eyes only. */
    decisionNote: text("decision_note"),
    /** Those of a child's guardians who bear the same number live together; null: by their addresses. */
    household: integer(),
    startsOn: text("starts_on").notNull(),
    endsOn: text("ends_on"),
  },
  (table) => [
    uniqueIndex("guardianships_pair").on(table.guardianId, table.pupilId),
    index("guardianships_pupil").on(table.pupilId),
  ],
);

/** How somebody signs in on the school's network. */
export const accounts = sqliteTable(
  "accounts",
  {
    personId: text("person_id")
      .primaryKey()
      .references(() => people.id, { onDelete: "cascade" }),
    /** prenom.nom, then 2, 3 … (people/login.ts). */
    login: text().notNull().unique(),
    /** argon2id; null: no password chosen yet. */
    passwordHash: text("password_hash"),
    /** argon2id of the three pictures' names, in order. */
    picturesHash: text("pictures_hash"),
    /** SHA-256 of the activation code, single use. */
    activationHash: text("activation_hash"),
    activationExpiresAt: text("activation_expires_at"),
    /** SHA-256 of the head's recovery code, single use. */
    recoveryHash: text("recovery_hash"),
    /** Failures in a row; the tile locks at ten until the teacher's click. */
    pictureFailures: integer("picture_failures").notNull().default(0),
    lockedAt: text("locked_at"),
    /** A pupil's own way in; null: the class's. */
    entersBy: text("enters_by", { enum: waysIn }),
    /** SHA-256 of the badge's text. */
    badgeHash: text("badge_hash"),
    badgeIssuedAt: text("badge_issued_at"),
    badgeRevokedAt: text("badge_revoked_at"),
    /** Sessions begun before this instant are over. */
    sessionsNotBefore: text("sessions_not_before"),
  },
  (table) => [index("accounts_activation").on(table.activationHash), index("accounts_badge").on(table.badgeHash)],
);

/** Guesses at passwords, by account and day; kept out of `accounts` so that a guess is a small write. */
export const signInFailures = sqliteTable(
  "sign_in_failures",
  {
    /** SHA-256 of the sign-in name, known or not; the reserve of known devices has rows of its own (throttle.ts). */
    loginHash: text("login_hash").notNull(),
    day: text().notNull(),
    count: integer().notNull().default(0),
    lastAt: text("last_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.loginHash, table.day] })],
);

/** Browsers from which somebody has signed in before: a stranger's guesses cannot shut them out. */
export const knownDevices = sqliteTable(
  "known_devices",
  {
    personId: text("person_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    /** SHA-256 of the browser's random name. */
    deviceHash: text("device_hash").notNull(),
    lastDay: text("last_day").notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.deviceHash] })],
);

/** Computers whose screen a class sees: every adult begins there in mode tableau. */
export const classComputers = sqliteTable("class_computers", {
  /** SHA-256 of the browser's random name. */
  deviceHash: text("device_hash").primaryKey(),
  markedBy: text("marked_by").references(() => people.id, { onDelete: "set null" }),
  markedAt: text("marked_at").notNull(),
});

/** Screens on which a class signs in; each is opened for the day by its teacher. */
export const classScreens = sqliteTable(
  "class_screens",
  {
    id: text().primaryKey(),
    classroomId: text("classroom_id")
      .notNull()
      .references(() => classrooms.id, { onDelete: "cascade" }),
    /** SHA-256 of the browser's random name. */
    deviceHash: text("device_hash").notNull(),
    /** « Écran 2 » */
    number: integer().notNull(),
    /** Open until then; null: closed. */
    endsAt: text("ends_at"),
  },
  (table) => [uniqueIndex("class_screens_device").on(table.classroomId, table.deviceHash)],
);

/** Long forms that are not finished: one for each person and form. */
export const drafts = sqliteTable(
  "drafts",
  {
    personId: text("person_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    /** Which form, of which thing: "liaison/<id>". */
    form: text().notNull(),
    fields: text({ mode: "json" }).notNull().$type<Record<string, unknown>>(),
    keptAt: text("kept_at").notNull(),
    /** Thrown away by its author, who may still change her mind. */
    discardedAt: text("discarded_at"),
  },
  (table) => [primaryKey({ columns: [table.personId, table.form] })],
);

/**
 * A holder's access key (the letter's code). Only what is derived from the code is kept (wire/keys.ts): to print again
 * is to issue again. One key of each kind in force for each person.
 */
export const accessKeys = sqliteTable(
  "access_keys",
  {
    id: text().primaryKey(),
    personId: text("person_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    kind: text({ enum: ["guardian", "staff", "pupil"] }).notNull(),
    /** SHA-256 of the token, hex: the keyring's name at the portal, and the way in on the LAN. */
    tokenHash: text("token_hash").notNull().unique(),
    recipient: text().notNull(),
    /** 32 bytes, hex. */
    ringKey: text("ring_key").notNull(),
    /** 32 bytes, hex. */
    replyKey: text("reply_key").notNull(),
    issuedAt: text("issued_at").notNull(),
    revokedAt: text("revoked_at"),
  },
  (table) => [index("access_keys_person").on(table.personId, table.revokedAt)],
);

/** The sheet of a member of staff. It opens something once a passphrase was chosen for it: then an access key is in force. */
export const staffSheets = sqliteTable("staff_sheets", {
  personId: text("person_id")
    .primaryKey()
    .references(() => people.id, { onDelete: "cascade" }),
  /** What the code gives (wire/staff-secret.ts), 32 bytes, hex: another phrase needs no other sheet. */
  paper: text().notNull(),
  printedAt: text("printed_at").notNull(),
});

/** A password of the head that was changed without the old one; all staff are told of those that were used. */
export const rescues = sqliteTable("rescues", {
  id: text().primaryKey(),
  personId: text("person_id")
    .notNull()
    .references(() => people.id, { onDelete: "cascade" }),
  /** A key in the box, a command on it, the sealed code, a code by mail. */
  by: text({ enum: ["usb", "command", "code", "mail"] }).notNull(),
  /** SHA-256 of the code, until it was used. */
  codeHash: text("code_hash"),
  /** Clock.elapsed() at which it ends. */
  untilMs: integer("until_ms").notNull(),
  openedAt: text("opened_at").notNull(),
  usedAt: text("used_at"),
  /** The event that says so: its place in the feed. */
  usedSeq: integer("used_seq"),
});

/** The code that was mailed to somebody who lost their password: one for each person, the last. */
export const passwordResets = sqliteTable("password_resets", {
  personId: text("person_id")
    .primaryKey()
    .references(() => people.id, { onDelete: "cascade" }),
  /** SHA-256 of the code. */
  codeHash: text("code_hash").notNull().unique(),
  /** Clock.elapsed() at which it ends. */
  untilMs: integer("until_ms").notNull(),
});

/** Who has seen that a rescue took place. */
export const rescueReadings = sqliteTable(
  "rescue_readings",
  {
    rescueId: text("rescue_id")
      .notNull()
      .references(() => rescues.id, { onDelete: "cascade" }),
    personId: text("person_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
  },
  (table) => [primaryKey({ columns: [table.rescueId, table.personId] })],
);
