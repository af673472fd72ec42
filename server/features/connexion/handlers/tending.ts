import * as z from "zod";
import { allow, type Ctx, form, line, page, projectable, redirect } from "../../../core/http.ts";
import { freeTile, newPictures, setPictures } from "../../../people/credentials.ts";
import type { PictureSequence } from "../../../people/pictures.ts";
import { presentPupils } from "../presence.ts";
import { givePupilPassword } from "../pupil-password.ts";
import { type ClassTile, classTile, classTiles, lockedPupils, type PupilTile, pupilTiles } from "../roster.ts";
import { screensOf } from "../screens.ts";
import { addressOf, tended, tendedPupil } from "../tended.ts";
import { cardsView, pictureCard } from "../views.ts";
import { tendingView } from "../views-class.ts";
import { mayType } from "../ways.ts";

const back = (pupil: PupilTile): string => addressOf(pupil.classroomId);

const shownOf = (ctx: Ctx, classroom: ClassTile) => ({
  classroom,
  pupils: pupilTiles(ctx, classroom.id),
  present: presentPupils(ctx, classroom.id),
  screens: screensOf(ctx, classroom.id, ctx.device),
});

/** « Ma classe » */
export const tending = projectable(
  page((ctx) => {
    const classes = classTiles(ctx, tended(ctx));
    const locked = lockedPupils(
      ctx,
      classes.map(({ id }) => id),
    );
    const classroom = classes.find(({ id }) => id === ctx.query.classe) ?? classes[0];
    return tendingView(classes, classroom === undefined ? null : shownOf(ctx, classroom), locked, ctx.isCovered);
  }),
);

export const unlock = projectable(
  form(z.object({}), (ctx) => {
    const pupil = tendedPupil(ctx);
    freeTile(ctx, pupil.id);
    return redirect(back(pupil), `${pupil.label} peut de nouveau se connecter, avec les mêmes images.`);
  }),
);

/** Shown once, from the answer itself: nothing that could show them again is kept. */
export const renewPictures = form(z.object({}), async (ctx) => {
  const pupil = tendedPupil(ctx);
  const drawn = newPictures();
  await setPictures(ctx, pupil.id, drawn);
  return cardsView(classTile(ctx, pupil.classroomId), [pictureCard(pupil, drawn)]);
});

export const givePassword = form(z.object({}), async (ctx) => {
  const pupil = tendedPupil(ctx);
  allow(mayType(pupil.levels), "Le mot de passe tapé commence au CE2.");
  const password = await givePupilPassword(ctx, pupil.id);
  return cardsView(classTile(ctx, pupil.classroomId), [{ pupil, pictures: [], password }]);
});

const Sheet = z.object({ classe: line(60) });

/** Pictures for everybody in the class who has none, and their cards to cut out. */
export const sheet = form(Sheet, async (ctx, { classe }) => {
  const classroom = classTile(ctx, classe, tended(ctx));
  const waiting = pupilTiles(ctx, classroom.id).filter(({ hasPictures }) => !hasPictures);
  if (waiting.length === 0)
    return redirect(
      `/connexion/eleves?classe=${classroom.id}`,
      "Tous les élèves de cette classe ont déjà leurs images.",
    );
  const drawn = waiting.map((pupil): [PupilTile, PictureSequence] => [pupil, newPictures()]);
  await Promise.all(drawn.map(([pupil, pictures]) => setPictures(ctx, pupil.id, pictures)));
  return cardsView(
    classroom,
    drawn.map(([pupil, pictures]) => pictureCard(pupil, pictures)),
  );
});
