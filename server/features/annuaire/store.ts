import { count } from "drizzle-orm";
import type { Db } from "../../core/db.ts";
import { importWaiting } from "../../people/import/tables.ts";

/** Rows that wait for a decision. */
export const countWaiting = (db: Db): number => db.select({ n: count() }).from(importWaiting).get()?.n ?? 0;
