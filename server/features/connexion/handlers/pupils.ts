import * as z from "zod";
import { Invalid, NotFound } from "../../../core/errors.ts";
import { list, publicForm, publicPage, type Result, redirect, type Visit } from "../../../core/http.ts";
import type { View } from "../../../core/view.ts";
import { findByBadge } from "../../../people/badges.ts";
import { verifyPictures } from "../../../people/credentials.ts";
import { isPictureId, type PictureId, readPictures } from "../../../people/pictures.ts";
import { getSchool } from "../../../people/school.ts";
import { checkSignIn } from "../../../people/sign-in.ts";
import { handoverHere } from "../handover.ts";
import { type Again, patient } from "../patience.ts";
import { type ClassTile, classTile, classTiles, type PupilTile, pupilTile, pupilTiles } from "../roster.ts";
import { screenHere } from "../screens.ts";
import { beginSession } from "../sessions.ts";
import { askAdultView, badgeView, classesView, padView, pupilsView, typedView } from "../views.ts";

const words = {
  wrong: "Ce ne sont pas tes images. Essaie encore !",
  locked: "Ta page est fermée, car il y a eu trop d’essais. Demande à ta maîtresse ou à ton maître de l’ouvrir.",
  none: "Tes images ne sont pas encore prêtes. Demande à ta maîtresse ou à ton maître.",
  badge: "Ce badge ne marche pas. Essaie encore, ou appelle ta maîtresse ou ton maître.",
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

/** On an open screen a tile alone is enough, but for a pupil who has a way of their own. */
const entersByTile = ({ ownWay, isLocked }: PupilTile): boolean => !isLocked && (ownWay === null || ownWay === "tile");

const classPage = (visit: Visit, classroom: ClassTile, error: string): View => {
  const tiles = pupilTiles(visit, classroom.id);
  const screen = screenHere(visit, classroom.id, visit.device);
  const isOpen = screen?.isOpen === true;
  return pupilsView({
    classroom,
    pupils: tiles.map((tile) => ({ ...tile, entersByTile: isOpen && entersByTile(tile) })),
    returning: handoverHere(visit)?.name ?? "",
    open: screen?.until ?? "",
    screen: String(screen?.number ?? ""),
    hasBadges: tiles.some(({ hasBadge }) => hasBadge),
    error,
  });
};

export const pupilsOfClass = atDoor((visit) => {
  const classroom = classTile(visit, visit.params.id ?? "");
  return classPage(visit, classroom, "");
});

const atTile = (visit: Visit): PupilTile => pupilTile(visit, visit.params.id ?? "");

const padOf = (pupil: PupilTile, chosen: readonly PictureId[], error: string): View => {
  if (pupil.isLocked) return askAdultView(pupil, words.locked);
  return pupil.hasPictures ? padView(pupil, chosen, error) : askAdultView(pupil, words.none);
};

/** The page behind a tile: the way that was chosen, or the first that this pupil has. */
const behindTile = (pupil: PupilTile): View => {
  if (pupil.isLocked) return askAdultView(pupil, words.locked);
  if (pupil.hasBadge && (pupil.way === "badge" || !pupil.hasPictures)) return badgeView(pupil);
  if (pupil.hasPassword && (pupil.way === "password" || !pupil.hasPictures)) return typedView(pupil, "");
  return padOf(pupil, [], "");
};

export const pad = atDoor((visit) => {
  const pupil = atTile(visit);
  return visit.query.par === "images" ? padOf(pupil, [], "") : behindTile(pupil);
});

/** The teacher has opened this screen for the day: touching one's tile is enough. */
export const enterByTile = publicForm(z.object({}), async (visit) => {
  const pupil = atTile(visit);
  const isOpen = screenHere(visit, pupil.classroomId, visit.device)?.isOpen === true;
  if (!isOpen || !entersByTile(pupil)) return redirect(`/connexion/eleve/${pupil.id}`);
  if (!(await beginSession(visit, pupil.id))) throw new NotFound();
  return redirect("/accueil");
});

const Badge = z.object({ badge: z.string().max(80).default(""), classe: z.string().max(60).default("") });

/** A badge held to the reader, which types it, or to the camera. */
export const enterByBadge = publicForm(Badge, async (visit, { badge, classe }) => {
  const personId = findByBadge(visit.db, badge);
  if (personId !== undefined && (await beginSession(visit, personId))) return redirect("/accueil");
  const classroom = classTiles(visit).find(({ id }) => id === classe);
  if (classroom === undefined) return redirect("/connexion/classe");
  return { ...classPage(visit, classroom, words.badge), status: 422 };
});

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
