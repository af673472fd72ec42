import * as z from "zod";
import { type Ctx, form, line, projectable, type Redirect, redirect } from "../../../core/http.ts";
import { prepareBadges, restoreBadge, revokeBadge } from "../../../people/badges.ts";
import { letterSchool } from "../../../people/letters/letter-school.ts";
import { printApart } from "../../../people/letters/print-apart.ts";
import { startRun } from "../../../people/letters/runs.ts";
import { type ClassTile, classTile, type PupilTile, pupilTiles } from "../roster.ts";
import { addressOf, tended, tendedPupil } from "../tended.ts";

/** The badges come into force, and the former die, once the PDF is whole. */
const begin = (ctx: Ctx, classroom: ClassTile, pupils: readonly PupilTile[]): Redirect => {
  const back = addressOf(classroom.id);
  if (pupils.length === 0) return redirect(back, "Tous les élèves de cette classe ont déjà leur badge.");
  const { id } = startRun({
    owner: ctx.session.csrf,
    words: {
      title: "Badges des élèves",
      noun: "badge",
      handOut: "Coupez le long des pointillés. Le lecteur de la classe, ou la caméra, lit le carré.",
      whenFailed: "Les badges déjà donnés fonctionnent toujours.",
    },
    total: pupils.length,
    back,
    draw: async (tell) => {
      const ids = pupils.map((pupil) => pupil.id);
      const { textOf, store } = prepareBadges(ctx, ids);
      const sheets = pupils.map(({ id: personId, label, hand, avatar }) => {
        return { name: label, hand, avatar, classroom: classroom.label, text: textOf.get(personId) ?? "" };
      });
      const bytes = await printApart({ kind: "badges", school: letterSchool(ctx), sheets }, tell);
      store();
      return bytes;
    },
  });
  return redirect(`/impressions/${id}`);
};

/** For everybody in the class who has none. */
export const printBadges = projectable(
  form(z.object({ classe: line(60) }), (ctx, { classe }) => {
    const classroom = classTile(ctx, classe, tended(ctx));
    return begin(
      ctx,
      classroom,
      pupilTiles(ctx, classroom.id).filter(({ hasBadge }) => !hasBadge),
    );
  }),
);

/** A new one for a pupil; the lost one opens nothing any more. */
export const printBadge = projectable(
  form(z.object({}), (ctx) => {
    const pupil = tendedPupil(ctx);
    return begin(ctx, classTile(ctx, pupil.classroomId, tended(ctx)), [pupil]);
  }),
);

export const withdrawBadge = projectable(
  form(z.object({}), (ctx) => {
    const pupil = tendedPupil(ctx);
    revokeBadge(ctx, pupil.id);
    const undo = { action: `/connexion/eleves/${pupil.id}/badge/retour`, label: "Annuler" };
    return redirect(addressOf(pupil.classroomId), { text: `Le badge de ${pupil.label} n’ouvre plus rien.`, undo });
  }),
);

export const returnBadge = projectable(
  form(z.object({}), (ctx) => {
    const pupil = tendedPupil(ctx);
    restoreBadge(ctx, pupil.id);
    return redirect(addressOf(pupil.classroomId), `Le badge de ${pupil.label} ouvre de nouveau.`);
  }),
);
