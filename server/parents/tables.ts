import { blob, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { people } from "../people/tables.ts";
import type { Entry } from "../wire/index.ts";

const flag = (name: string) => integer(name, { mode: "boolean" }).notNull().default(false);

/** An audience. Its id is random and public; its identities are not. */
export const channels = sqliteTable(
  "channels",
  {
    id: text().primaryKey(),
    type: text({ enum: ["school", "classroom", "group", "team", "child", "person", "post"] }).notNull(),
    /** The classroom's, group's or person's id; "" for the school. */
    refId: text("ref_id").notNull(),
    /** Somebody left: the next publication starts the next key number. */
    isMarked: flag("is_marked"),
    /** Its head says something else than the portal's. */
    isDirty: flag("is_dirty"),
    /** Key numbers up to this one were used by a box whose keys are lost. */
    keyFloor: integer("key_floor").notNull().default(0),
  },
  (table) => [uniqueIndex("channels_ref").on(table.type, table.refId), index("channels_dirty").on(table.isDirty)],
);

export const channelKeys = sqliteTable(
  "channel_keys",
  {
    channelId: text("channel_id")
      .notNull()
      .references(() => channels.id, { onDelete: "cascade" }),
    n: integer().notNull(),
    identity: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.channelId, table.n] })],
);

/** Who reads a channel, and from which key number on: that of the day they came. */
export const channelReaders = sqliteTable(
  "channel_readers",
  {
    channelId: text("channel_id")
      .notNull()
      .references(() => channels.id, { onDelete: "cascade" }),
    personId: text("person_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    fromKey: integer("from_key").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.channelId, table.personId] }),
    index("channel_readers_person").on(table.personId),
  ],
);

/** The keyrings that the portal has, or will have with the prepared commit. */
export const keyrings = sqliteTable("keyrings", {
  /** SHA-256 of the holder's token. */
  name: text().primaryKey(),
  /** SHA-256 of what it says; null: known, and to be sent again. */
  hash: text(),
  seq: integer().notNull(),
});

/** Which channels a sheet has opened. What disappears from here marks the channel. */
export const keyringChannels = sqliteTable(
  "keyring_channels",
  { name: text().notNull(), channelId: text("channel_id").notNull() },
  (table) => [primaryKey({ columns: [table.name, table.channelId] })],
);

/** Keyrings of a lost box that this one does not know: to be revoked. */
export const strayKeyrings = sqliteTable("stray_keyrings", { name: text().primaryKey() });

export const pages = sqliteTable(
  "pages",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    channelId: text("channel_id")
      .notNull()
      .references(() => channels.id, { onDelete: "cascade" }),
    /** Null until it was uploaded for the first time. */
    object: text(),
    sha256: text(),
    key: integer(),
    isDirty: integer("is_dirty", { mode: "boolean" }).notNull().default(true),
  },
  (table) => [index("pages_channel").on(table.channelId), index("pages_dirty").on(table.isDirty)],
);

/** The entries that the portal has, as the channel's next head will list them. */
export const publishedEntries = sqliteTable(
  "published_entries",
  {
    channelId: text("channel_id")
      .notNull()
      .references(() => channels.id, { onDelete: "cascade" }),
    entryId: text("entry_id").notNull(),
    /** SHA-256 of what was published, in clear: how a change is noticed. */
    hash: text().notNull(),
    kind: text().notNull(),
    at: text().notNull(),
    updatedAt: text("updated_at"),
    visibleFrom: text("visible_from"),
    /** Its place among what is published; null: none yet. */
    order: integer("feed_order"),
    object: text().notNull(),
    sha256: text().notNull(),
    key: integer().notNull(),
    pageId: integer("page_id").notNull(),
    /** SHA-256 of the files that go with it. */
    media: text({ mode: "json" }).notNull().$type<string[]>(),
    /** As it was sealed, while its page has room for it or has not been sealed yet. */
    here: text({ mode: "json" }).$type<Entry>(),
  },
  (table) => [
    primaryKey({ columns: [table.channelId, table.entryId] }),
    index("published_entries_page").on(table.pageId),
  ],
);

/** Files at the portal. Each has an identity of its own, which its entries carry. */
export const sealedFiles = sqliteTable("sealed_files", {
  /** SHA-256 of the file in clear. */
  fileSha256: text("file_sha256").primaryKey(),
  object: text().notNull(),
  sha256: text().notNull(),
  size: integer().notNull(),
  type: text().notNull(),
  identity: text().notNull(),
});

/** What each person's channel says of the replies received. */
export const publishedAnswers = sqliteTable("published_answers", {
  channelId: text("channel_id")
    .primaryKey()
    .references(() => channels.id, { onDelete: "cascade" }),
  /** Highest `inbox.seq` told. */
  upTo: integer("up_to").notNull(),
  object: text().notNull(),
  sha256: text().notNull(),
  key: integer().notNull(),
});

/** Every object that this box has sent, or was sending when it was stopped. */
export const objects = sqliteTable(
  "objects",
  {
    name: text().primaryKey(),
    /** "sending": perhaps there, and nothing refers to it. "unlisted": the next commit asks for its deletion. */
    state: text({ enum: ["sending", "listed", "unlisted"] }).notNull(),
    size: integer().notNull(),
  },
  (table) => [index("objects_state").on(table.state)],
);

/** Written before they are sent, so that the same bytes are sent again. `seq` begins anew where the portal lost everything. */
export const commits = sqliteTable(
  "commits",
  {
    lineage: integer().notNull(),
    seq: integer().notNull(),
    sha256: text().notNull(),
    /** Null once the portal has it. */
    bytes: blob({ mode: "buffer" }),
    preparedAt: text("prepared_at").notNull(),
    sentAt: text("sent_at"),
    entries: integer().notNull(),
    accesses: integer().notNull(),
    /** Of the objects and of the commit. */
    sentBytes: integer("sent_bytes").notNull(),
  },
  (table) => [primaryKey({ columns: [table.lineage, table.seq] })],
);

/** Every reply ever placed: a message id counts once, for ever. */
export const inbox = sqliteTable(
  "inbox",
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    personId: text("person_id")
      .notNull()
      .references(() => people.id, { onDelete: "cascade" }),
    messageId: text("message_id").notNull(),
    state: text({ enum: ["received", "refused"] }).notNull(),
    /** In French, for who sent it. */
    reason: text(),
    kind: text().notNull(),
    action: text().notNull(),
    at: text().notNull(),
    /** The kind of sheet that it was written with, whose own channel tells of it. */
    sheet: text({ enum: ["guardian", "staff", "pupil"] })
      .notNull()
      .default("guardian"),
  },
  (table) => [uniqueIndex("inbox_message").on(table.personId, table.messageId)],
);

/** Envelopes that could not be placed: kept until the head has seen them. */
export const quarantine = sqliteTable(
  "quarantine",
  {
    id: text().primaryKey(),
    /** As the portal says; nothing vouches for it. */
    holder: text().notNull(),
    messageId: text("message_id").notNull(),
    envelope: blob({ mode: "buffer" }).notNull(),
    receivedAt: text("received_at").notNull(),
    state: text({ enum: ["waiting", "dismissed", "placed"] })
      .notNull()
      .default("waiting"),
    reason: text().notNull(),
    /** Who wrote it, where a key vouched for it. */
    personId: text("person_id").references(() => people.id, { onDelete: "set null" }),
    kind: text(),
    action: text(),
    content: text(),
  },
  (table) => [
    uniqueIndex("quarantine_deposit").on(table.holder, table.messageId),
    index("quarantine_state").on(table.state, table.receivedAt),
  ],
);

/** Where the box stands with its portal. One row. */
export const syncState = sqliteTable("sync_state", {
  id: integer().primaryKey(),
  portalUrl: text("portal_url").notNull(),
  boxToken: text("box_token").notNull(),
  /** Of the one-time code that is being, or was, spent: the same code again takes the same token. */
  invitationHash: text("invitation_hash").notNull(),
  /** Null while the enrolment has not been answered. */
  connectedAt: text("connected_at"),
  lineage: integer().notNull().default(1),
  /** Of the last prepared commit, 0 before the first; with its SHA-256. */
  seq: integer().notNull().default(0),
  prev: text(),
  /** A restored box reads again what it had acknowledged, and publishes nothing before. */
  mustReadRetained: flag("must_read_retained"),
  standstill: text({ enum: ["newer-box", "foreign", "portal-lost"] }),
  lastSuccessAt: text("last_success_at"),
  lastErrorAt: text("last_error_at"),
  lastError: text("last_error"),
});
