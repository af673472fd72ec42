import { write } from "../../core/db.ts";
import { record } from "../../core/events.ts";
import type { Ctx } from "../../core/http.ts";
import { loadActor } from "../../people/actor.ts";
import { endSessions } from "../../people/credentials.ts";
import { type PupilTile, pupilTiles } from "./roster.ts";

/** Who of a class is signed in, somewhere, now. Asks the sessions in memory: nothing is written. */
export const presentPupils = (ctx: Ctx, classroomId: string): PupilTile[] => {
  const pupils = pupilTiles(ctx, classroomId);
  const day = ctx.clock.today();
  const present = new Set(
    ctx.session
      .opened(pupils.map(({ id }) => id))
      .filter(({ personId, beganAt }) => loadActor(ctx.db, personId, day, beganAt) !== undefined)
      .map(({ personId }) => personId),
  );
  return pupils.filter(({ id }) => present.has(id));
};

/** Ends the sessions of everybody in the class; returns how many pupils were in. */
export const signOutClass = (ctx: Ctx, classroomId: string): number => {
  const ids = presentPupils(ctx, classroomId).map(({ id }) => id);
  write(ctx, (tx) => {
    for (const id of ids) endSessions(tx, ctx, id);
    record(tx, ctx.actor, "class.signedOut", { classroomId, pupils: ids.length });
  });
  ctx.session.endAllOf(ids);
  return ids.length;
};
