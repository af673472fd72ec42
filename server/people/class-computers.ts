import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import { type Db, write } from "../core/db.ts";
import { record } from "../core/events.ts";
import type { Doing } from "../core/feature.ts";
import { classComputers } from "./tables.ts";

/** What is kept of a browser's random name. */
export const deviceHash = (device: string): string => createHash("sha256").update(device).digest("hex");

/** A computer whose screen a class sees: adults begin there in mode tableau. */
export const isClassComputer = (db: Pick<Db, "select">, device: string): boolean =>
  db
    .select({ hash: classComputers.deviceHash })
    .from(classComputers)
    .where(eq(classComputers.deviceHash, deviceHash(device)))
    .get() !== undefined;

export const markClassComputer = (doing: Doing, device: string): void =>
  write(doing, (tx) => {
    const row = { deviceHash: deviceHash(device), markedBy: doing.actor.id, markedAt: doing.clock.iso() };
    tx.insert(classComputers).values(row).onConflictDoNothing().run();
    record(tx, doing.actor, "classComputer.marked", {});
  });

export const unmarkClassComputer = (doing: Doing, device: string): void =>
  write(doing, (tx) => {
    tx.delete(classComputers)
      .where(eq(classComputers.deviceHash, deviceHash(device)))
      .run();
    record(tx, doing.actor, "classComputer.unmarked", {});
  });
