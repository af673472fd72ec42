import { blob, index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { people } from "../tables.ts";
import type { Sheet } from "./mapping/guess.ts";
import type { Learned } from "./mapping/learned.ts";
import type { PlanCounts } from "./plan-types.ts";
import type { FileSummary } from "./read.ts";
import type { GuardianRecord, PupilRecord, Records, StaffRecord } from "./records.ts";

/** Files dropped together: looked at first (a preview), then applied. */
export const imports = sqliteTable("imports", {
  id: text().primaryKey(),
  at: text().notNull(),
  byId: text("by_id").references(() => people.id, { onDelete: "set null" }),
  files: text({ mode: "json" }).notNull().$type<FileSummary[]>(),
  /** What the files say; erased when nobody applies it, and once the import can no longer be undone. */
  records: text({ mode: "json" }).$type<Records>(),
  /** The school year that the files speak of, where somebody has said so; else the calendar's. */
  yearLabel: text("year_label"),
  /** A new year made ready: nobody but staff sees it before it is opened, by a person or on `opensOn` (YYYY-MM-DD). */
  preparedAt: text("prepared_at"),
  opensOn: text("opens_on"),
  /** While its slices are being written: if the box stops in between, the next start takes them back. */
  startedAt: text("started_at"),
  appliedAt: text("applied_at"),
  counts: text({ mode: "json" }).$type<StoredCounts>(),
  undoneAt: text("undone_at"),
});

export type StoredCounts = PlanCounts & { leaving?: number | undefined };

/** What an import changed, row by row (steps.ts), in the order in which it was done: to be taken back as a whole. */
export const importSlices = sqliteTable(
  "import_slices",
  {
    importId: text("import_id")
      .notNull()
      .references(() => imports.id, { onDelete: "cascade" }),
    n: integer().notNull(),
    steps: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.importId, table.n] })],
);

/** A row that waits for a decision, as it was read. */
export type Waiting =
  | { kind: "pupils"; record: PupilRecord }
  | { kind: "guardians"; record: GuardianRecord }
  | { kind: "staff"; record: StaffRecord };

export const importWaiting = sqliteTable(
  "import_waiting",
  {
    id: text().primaryKey(),
    importId: text("import_id")
      .notNull()
      .references(() => imports.id, { onDelete: "cascade" }),
    kind: text({ enum: ["pupils", "guardians", "staff"] }).notNull(),
    row: text({ mode: "json" }).notNull().$type<Waiting>(),
  },
  (table) => [index("import_waiting_kind").on(table.kind)],
);

/** The head's answers to doubts: remembered, so that the same file does not ask again. */
export const importDecisions = sqliteTable("import_decisions", {
  /** Doubt.key: a hash, without any name. */
  key: text().primaryKey(),
  choice: text().notNull(),
  at: text().notNull(),
  byId: text("by_id").references(() => people.id, { onDelete: "set null" }),
});

/** What somebody said of the columns of a table that is nobody's export, for the next one with the same titles. */
export const importMappings = sqliteTable("import_mappings", {
  /** A hash of the titles, whatever their order (mapping/learned.ts). */
  key: text().primaryKey(),
  headers: text({ mode: "json" }).notNull().$type<string[]>(),
  kind: text({ enum: ["pupils", "guardians", "staff"] }).notNull(),
  columns: text({ mode: "json" }).notNull().$type<Learned["columns"]>(),
  at: text().notNull(),
  byId: text("by_id").references(() => people.id, { onDelete: "set null" }),
  forgottenAt: text("forgotten_at"),
});

/** Files that wait for somebody to say what their columns hold; erased as soon as they are read, or after a day. */
export const importDrops = sqliteTable("import_drops", {
  id: text().primaryKey(),
  at: text().notNull(),
  byId: text("by_id").references(() => people.id, { onDelete: "set null" }),
  /** The table that is asked about now. */
  sheet: text({ mode: "json" }).notNull().$type<Sheet>(),
});

export const importDropFiles = sqliteTable(
  "import_drop_files",
  {
    dropId: text("drop_id")
      .notNull()
      .references(() => importDrops.id, { onDelete: "cascade" }),
    n: integer().notNull(),
    name: text().notNull(),
    bytes: blob({ mode: "buffer" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.dropId, table.n] })],
);
