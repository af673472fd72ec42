import { eq } from "drizzle-orm";
import { type Db, type Tx, write } from "../core/db.ts";
import type { SyncStandstill } from "../core/feature.ts";
import { syncState } from "./tables.ts";

export type State = typeof syncState.$inferSelect;

export const readState = (db: Db | Tx): State | undefined =>
  db.select().from(syncState).where(eq(syncState.id, 1)).get();

/** Where the box stands, once it is connected to a portal. */
export const connectedState = (db: Db): State | undefined => {
  const state = readState(db);
  return state === undefined || state.connectedAt === null ? undefined : state;
};

export const theState = (db: Db | Tx): State => {
  const state = readState(db);
  if (state === undefined) throw new Error("no portal yet");
  return state;
};

export const changeState = (tx: Tx, change: Partial<State>): void => {
  tx.update(syncState).set(change).where(eq(syncState.id, 1)).run();
};

/** The box may publish nothing until the head has decided. */
export class Standstill extends Error {
  readonly why: NonNullable<State["standstill"]>;
  constructor(why: NonNullable<State["standstill"]>) {
    super(standstills[why].message);
    this.name = "Standstill";
    this.why = why;
  }
}

export const standstills: Readonly<Record<NonNullable<State["standstill"]>, SyncStandstill>> = {
  "newer-box": {
    message:
      "Une autre boîte a pris la suite de celle-ci auprès du portail. Pour que les familles ne reçoivent pas deux versions, cette boîte ne publie plus rien.",
    way: "Faire de cette boîte la seule de l’école",
  },
  foreign: {
    message:
      "Le portail contient une publication que cette école n’a pas signée. Prévenez la personne qui s’occupe du portail\u00a0: rien n’est publié d’ici là.",
    way: "Tout publier à nouveau",
  },
  "portal-lost": {
    message:
      "Le portail a perdu une partie de ce que l’école avait publié. Rien n’est perdu dans l’école\u00a0: tout peut être envoyé à nouveau.",
    way: "Tout publier à nouveau",
  },
};

export const standStill = (db: Db, why: NonNullable<State["standstill"]>): never => {
  write({ db }, (tx) => changeState(tx, { standstill: why }));
  throw new Standstill(why);
};
