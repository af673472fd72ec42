import * as z from "zod";
import { Invalid, NotFound } from "../../../core/errors.ts";
import { list, publicForm, publicPage, type Result, redirect, type Visit } from "../../../core/http.ts";
import type { View } from "../../../core/view.ts";
import { verifyPictures } from "../../../people/credentials.ts";
import { isPictureId, type PictureId, readPictures } from "../../../people/pictures.ts";
import { getSchool } from "../../../people/school.ts";
import { checkSignIn } from "../../../people/sign-in.ts";
import { handoverHere } from "../handover.ts";
import { type Again, patient } from "../patience.ts";
import { classTile, classTiles, type PupilTile, pupilTile, pupilTiles } from "../roster.ts";
import { beginSession } from "../sessions.ts";
import { askAdultView, classesView, padView, pupilsView, typedView } from "../views.ts";

const words = {
  wrong: "Ce ne sont pas tes images. Essaie encore !",
  locked: "Ta page est fermée, car il y a eu trop d’essais. Demande à ta maîtresse ou à ton maître de l’ouvrir.",
  none: "Tes images ne sont pas encore prêtes. Demande à ta maîtresse ou à ton maître.",
  typed: "Ce n’est pas ton mot de passe. Essaie encore !",
} as const;

/** Tiles show who is in the class: they need the school's network and nobody signed in. */
const atDoor = (show: (visit: Visit) => Result) =>
  publicPage((visit) => {
    if (getSchool(visit.db) === undefined) return redirect("/installation");
    return visit.actor === null ? show(visit) : redirect("/accueil");
  });

export const classes = atDoor((visit) => {
  const tiles = classTiles(visit);
  const [only] = tiles;
  if (only !== undefined && tiles.length === 1) return redirect(`/connexion/classe/${only.id}`);
  return classesView(tiles, handoverHere(visit)?.name ?? "");
});

export const pupilsOfClass = atDoor((visit) => {
  const classroom = classTile(visit, visit.params.id ?? "");
  return pupilsView(classroom, pupilTiles(visit, classroom.id), handoverHere(visit)?.name ?? "");
});

const atTile = (visit: Visit): PupilTile => pupilTile(visit, visit.params.id ?? "");

const padOf = (pupil: PupilTile, chosen: readonly PictureId[], error: string): View => {
  if (pupil.isLocked) return askAdultView(pupil, words.locked);
  return pupil.hasPictures ? padView(pupil, chosen, error) : askAdultView(pupil, words.none);
};

export const pad = atDoor((visit) => padOf(atTile(visit), [], ""));

const Touched = z.object({ images: list(z.string().max(40)) });

/** Each touch posts where there is no script: up to two pictures come back as chosen, three are tried. */
export const tryPictures = publicForm(Touched, async (visit, { images }) => {
  const pupil = atTile(visit);
  const chosen = [...new Set(images.filter(isPictureId))].slice(0, 3);
  const sequence = readPictures(chosen);
  if (sequence === undefined) return padOf(pupil, chosen, "");
  const answer = await verifyPictures(visit, pupil.id, sequence);
  if (answer === "wrong") return { ...padView(pupil, [], words.wrong), status: 422 };
  if (answer !== "in") return { ...askAdultView(pupil, words[answer]), status: 422 };
  if (!(await beginSession(visit, pupil.id))) throw new NotFound();
  return redirect("/accueil");
});

const typedAgain: Again<Visit> = (visit, _values, errors) => typedView(atTile(visit), Object.values(errors)[0] ?? "");

export const typed = atDoor((visit) => {
  const pupil = atTile(visit);
  if (!pupil.hasPassword) throw new NotFound();
  return typedView(pupil, "");
});

const Typed = z.object({ motDePasse: z.string("Écris ton mot de passe.").min(1, "Écris ton mot de passe.").max(1000) });

export const tryTyped = publicForm(
  Typed,
  patient(async (visit, { motDePasse }) => {
    const pupil = atTile(visit);
    const personId = await checkSignIn(visit, pupil.login, motDePasse, visit.device);
    if (personId === undefined || !(await beginSession(visit, personId))) throw new Invalid("motDePasse", words.typed);
    return redirect("/accueil");
  }, typedAgain),
  typedAgain,
);
