import type { View } from "../../core/view.ts";
import type { ClassTile, PupilTile } from "./roster.ts";
import type { ClassScreen } from "./screens.ts";
import { mayType, type Way, ways } from "./ways.ts";

export interface TendedClass {
  readonly classroom: ClassTile;
  readonly pupils: readonly PupilTile[];
  readonly present: readonly PupilTile[];
  readonly screens: readonly ClassScreen[];
}

const choicesFor = (levels: readonly string[], chosen: Way | null) =>
  ways
    .filter(({ id }) => id !== "password" || mayType(levels))
    .map(({ id, label, icon }) => ({ id, label, icon, isChosen: id === chosen }));

const rowOf = (pupil: PupilTile, isCovered: boolean) => ({
  ...pupil,
  login: isCovered ? "" : pupil.login,
  mayType: mayType(pupil.levels),
  choices: choicesFor(pupil.levels, pupil.ownWay),
});

const shownOf = ({ classroom, pupils, present, screens }: TendedClass, isCovered: boolean) => ({
  classroom,
  present,
  screens,
  hasOpen: screens.some(({ isOpen }) => isOpen),
  isHereOpen: screens.some(({ isHere, isOpen }) => isHere && isOpen),
  choices: choicesFor(classroom.levels, classroom.way),
  pupils: pupils.map((pupil) => rowOf(pupil, isCovered)),
  withoutPictures: pupils.filter(({ hasPictures }) => !hasPictures).length,
  withoutBadge: pupils.filter(({ hasBadge }) => !hasBadge).length,
});

/** `isCovered`: on a projected screen, without sign-in names, which hold family names. */
export const tendingView = (
  classes: readonly ClassTile[],
  tended: TendedClass | null,
  locked: readonly PupilTile[],
  isCovered: boolean,
): View => ({
  view: "connexion/tending",
  data: { classes, shown: tended && shownOf(tended, isCovered), locked },
  title: "Ma classe",
});

export const presenceView = (classroomId: string, present: readonly PupilTile[]): View => ({
  view: "connexion/_presence",
  data: { classroomId, present },
});
