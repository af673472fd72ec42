import { type Clock, createClock } from "../../core/clock.ts";
import { type Db, openDatabase } from "../../core/db.ts";
import { sha256Hex } from "../../core/files.ts";
import { migrateNow } from "../../core/migrate.ts";
import { school } from "../tables.ts";
import { applyImport, planNow } from "./apply.ts";
import { countPlan } from "./counts.ts";
import { readingContext, recordsOf, stageImport } from "./imports.ts";
import type { Plan, PlanCounts } from "./plan-types.ts";
import { type Dropped, readFiles } from "./read.ts";
import { noRecords } from "./records.ts";

/** For the tests of this folder: an empty directory into which files are dropped. */
export class EmptyBox {
  readonly db: Db;
  readonly clock: Clock;
  private now: number;

  constructor(startsAt = "2026-11-23T09:00:00.000Z", file = ":memory:") {
    this.now = Date.parse(startsAt);
    this.clock = createClock("Europe/Paris", () => this.now);
    this.db = openDatabase(file, this.clock);
    migrateNow(this.db);
  }

  travelTo(instant: string): void {
    this.now = Date.parse(instant);
  }

  /** The school whose UAI a feed must name. */
  found(uai = "0690078K"): this {
    const values = { id: 1, name: "École", uai, zone: "A", createdAt: this.clock.iso() } as const;
    this.db.insert(school).values(values).run();
    return this;
  }

  get importing() {
    return { db: this.db, clock: this.clock, actor: null };
  }

  look(files: readonly Dropped[]): Plan {
    return planNow(this.db, this.clock, readFiles(files, readingContext(this.db)).records);
  }

  stage(files: readonly Dropped[]): string {
    return stageImport(this.importing, readFiles(files, readingContext(this.db)));
  }

  import(files: readonly Dropped[]): Plan {
    return this.apply(this.stage(files));
  }

  apply(id: string): Plan {
    return applyImport(this.importing, id, recordsOf(this.db, id) ?? noRecords());
  }

  counts(files: readonly Dropped[]): PlanCounts {
    return countPlan(this.import(files));
  }

  count(table: string, where = "1"): number {
    const row: unknown = this.db.$client.prepare(`select count(*) as n from ${table} where ${where}`).get();
    return typeof row === "object" && row !== null && "n" in row ? Number(row.n) : Number.NaN;
  }

  /** A hash of every row that an import could have changed, for comparing before and after. */
  rows(): string {
    const people = ["people", "pupils", "staff", "accounts"];
    const places = ["school_years", "classrooms", "memberships", "guardianships", "import_waiting"];
    const rows = [...people, ...places].map((table) => this.all(`select * from ${table} order by 1`));
    return sha256Hex(JSON.stringify(rows));
  }

  all(query: string): unknown[] {
    return this.db.$client.prepare(query).all();
  }
}

export const file = (text: string, name = "CSVExtraction.csv"): Dropped => ({ name, bytes: Buffer.from(text) });
