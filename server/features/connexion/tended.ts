import { allow, type Ctx } from "../../core/http.ts";
import { currentYear } from "../../people/school.ts";
import { canTendPupils, tendedClassrooms } from "./policy.ts";
import { type PupilTile, pupilTile } from "./roster.ts";

/** The classes that this person looks after, as a condition; 403 for whoever looks after none. */
export const tended = (ctx: Ctx) => {
  allow(canTendPupils(ctx.actor));
  return tendedClassrooms(ctx.actor, currentYear(ctx.db).id);
};

/** The pupil of the address, if of one of these classes. Throws NotFound. */
export const tendedPupil = (ctx: Ctx): PupilTile => pupilTile(ctx, ctx.params.id ?? "", tended(ctx));

export const addressOf = (classroomId: string): string => `/connexion/eleves?classe=${classroomId}`;
