import { found } from "../../../core/errors.ts";
import { type Ctx, page } from "../../../core/http.ts";
import { seesParents, seesPupils } from "../policy.ts";
import { contactsOf, listRooms, parentsOf, pupilsOf, staffOf, teamOf } from "../store.ts";
import { type Shown, trombinoscopeView } from "../views.ts";

/** The team for staff who ask for it; else the class that is asked for, or the first of one's own. Throws NotFound. */
const shown = (ctx: Ctx): Shown => {
  const { actor, query } = ctx;
  const rooms = listRooms(ctx);
  const isTeam = actor.isStaff && query.classe === "equipe";
  const first = rooms.find(({ id }) => actor.classroomIds.includes(id)) ?? rooms[0];
  const room = isTeam
    ? undefined
    : query.classe === undefined
      ? first
      : found(rooms.find(({ id }) => id === query.classe));
  const staff = room === undefined ? [] : staffOf(ctx, room.id);
  const team = isTeam || room === undefined ? teamFor(ctx) : [];
  const parents = room !== undefined && seesParents(actor) ? parentsOf(ctx, room.id) : [];
  const ids = [...staff, ...team, ...parents].map(({ person }) => person.id);
  return {
    actor,
    rooms,
    room,
    staff,
    team,
    parents,
    pupils: room !== undefined && seesPupils(actor) ? pupilsOf(ctx, room.id) : [],
    contacts: contactsOf(ctx, ids),
  };
};

const teamFor = (ctx: Ctx) => (ctx.actor.isStaff ? teamOf(ctx).filter(({ post }) => post !== "technician") : []);

export const show = page((ctx) => trombinoscopeView(shown(ctx), false));
export const printable = page((ctx) => trombinoscopeView(shown(ctx), true));
