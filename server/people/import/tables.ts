import { index, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { people } from "../tables.ts";
import type { PlanCounts } from "./plan-types.ts";
import type { FileSummary } from "./read.ts";
import type { GuardianRecord, PupilRecord, Records, StaffRecord } from "./records.ts";

/** Files dropped together: looked at first (a preview), then applied. */
export const imports = sqliteTable("imports", {
  id: text().primaryKey(),
  at: text().notNull(),
  byId: text("by_id").references(() => people.id, { onDelete: "set null" }),
  files: text({ mode: "json" }).notNull().$type<FileSummary[]>(),
  /** What the files say; erased once applied or given up. */
  records: text({ mode: "json" }).$type<Records>(),
  appliedAt: text("applied_at"),
  counts: text({ mode: "json" }).$type<PlanCounts>(),
});

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
