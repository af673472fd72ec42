import { eq } from "drizzle-orm";
import { type Tx, write } from "../core/db.ts";
import type { Made, ObjectRef, SealedMedia } from "../wire/index.ts";
import { fewAtOnce } from "./slices.ts";
import type { Sync } from "./sync.ts";
import { objects } from "./tables.ts";

const uploadsAtOnce = 4;

/**
 * Sends objects and then, in one transaction, notes that they are there together with what refers to them (`settle`). Their
 * names are written down before: what a crash leaves at the portal with nothing referring to it is deleted by a later commit.
 */
export const sendObjects = async (
  { db, portal }: Sync,
  made: readonly Made<ObjectRef | SealedMedia>[],
  settle: (tx: Tx) => void,
): Promise<void> => {
  if (made.length === 0) return;
  write({ db }, (tx) => {
    for (const { ref, bytes } of made)
      tx.insert(objects).values({ name: ref.object, state: "sending", size: bytes.length }).run();
  });
  await fewAtOnce(made, uploadsAtOnce, ({ ref, bytes }) => portal.putObject(ref.object, bytes, ref.sha256));
  write({ db }, (tx) => {
    for (const { ref } of made) tx.update(objects).set({ state: "listed" }).where(eq(objects.name, ref.object)).run();
    settle(tx);
  });
};

/** Nothing will refer to it once the next commit is applied. */
export const unlist = (tx: Tx, object: string | null | undefined): void => {
  if (object) tx.update(objects).set({ state: "unlisted" }).where(eq(objects.name, object)).run();
};

/** What was being sent when the box was stopped. */
export const unlistAbandoned = ({ db }: Pick<Sync, "db">): void => {
  const abandoned = db.select({ name: objects.name }).from(objects).where(eq(objects.state, "sending")).limit(1).get();
  if (abandoned === undefined) return;
  write({ db }, (tx) => tx.update(objects).set({ state: "unlisted" }).where(eq(objects.state, "sending")).run());
};
