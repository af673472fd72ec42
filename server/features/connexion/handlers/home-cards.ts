import * as z from "zod";
import { type Ctx, form, line, page, type Redirect, redirect } from "../../../core/http.ts";
import { keysInForce, portalAddress, prepareKeys, revokeKey } from "../../../people/access-keys.ts";
import { letterSchool } from "../../../people/letters/letter-school.ts";
import { printApart } from "../../../people/letters/print-apart.ts";
import { startRun } from "../../../people/letters/runs.ts";
import { type ClassTile, classTile, classTiles, type PupilTile, pupilTiles } from "../roster.ts";
import { tended, tendedPupil } from "../tended.ts";
import { homeCardsView } from "../views-home.ts";

const addressOf = (classroomId: string): string => `/connexion/eleves/maison?classe=${classroomId}`;

/** Since when each pupil's card has been in force. */
const cardsInForce = (ctx: Ctx): Map<string, string> =>
  new Map(
    keysInForce(ctx)
      .filter(({ kind }) => kind === "pupil")
      .map(({ personId, issuedAt }) => [personId, issuedAt]),
  );

export const homeCards = page((ctx) => {
  const classes = classTiles(ctx, tended(ctx));
  const classroom = classes.find(({ id }) => id === ctx.query.classe) ?? classes[0];
  const shown = classroom === undefined ? null : { classroom, pupils: pupilTiles(ctx, classroom.id) };
  return homeCardsView(ctx, { classes, shown, issued: cardsInForce(ctx), hasPortal: portalAddress(ctx) !== null });
});

/** The cards come into force, and the former die, once the PDF is whole. */
const begin = (ctx: Ctx, classroom: ClassTile, pupils: readonly PupilTile[]): Redirect => {
  const back = addressOf(classroom.id);
  if (portalAddress(ctx) === null) return redirect(back);
  if (pupils.length === 0) return redirect(back, "Tous les élèves de cette classe ont déjà leur carte.");
  const { id } = startRun({
    owner: ctx.session.csrf,
    words: {
      title: "Cartes des élèves",
      noun: "carte",
      handOut: "Coupez le long des pointillés et donnez sa carte à chaque élève, ou à sa famille.",
      whenFailed: "Les cartes déjà données fonctionnent toujours.",
    },
    total: pupils.length,
    back,
    draw: async (tell) => {
      const ids = pupils.map((pupil) => pupil.id);
      const { keys, store } = await prepareKeys(ctx, ids, "pupil");
      const keyOf = new Map(keys.map((key) => [key.personId, key]));
      const sheets = pupils.flatMap((pupil) => {
        const key = keyOf.get(pupil.id);
        return key === undefined ? [] : [{ name: pupil.label, classroom: classroom.label, key }];
      });
      const bytes = await printApart({ kind: "pupils-home", school: letterSchool(ctx), sheets }, tell);
      store();
      return bytes;
    },
  });
  return redirect(`/impressions/${id}`);
};

/** For everybody in the class who has none. */
export const printHomeCards = form(z.object({ classe: line(60) }), (ctx, { classe }) => {
  const classroom = classTile(ctx, classe, tended(ctx));
  const issued = cardsInForce(ctx);
  return begin(
    ctx,
    classroom,
    pupilTiles(ctx, classroom.id).filter(({ id }) => !issued.has(id)),
  );
});

export const printHomeCard = form(z.object({}), (ctx) => {
  const pupil = tendedPupil(ctx);
  return begin(ctx, classTile(ctx, pupil.classroomId, tended(ctx)), [pupil]);
});

export const revokeHomeCard = form(z.object({}), (ctx) => {
  const pupil = tendedPupil(ctx);
  revokeKey(ctx, pupil.id);
  return redirect(addressOf(pupil.classroomId), `La carte de ${pupil.label} n’ouvre plus rien.`);
});
