import type { Errors } from "../../core/http.ts";
import type { View } from "../../core/view.ts";
import type { Run } from "../../people/letters/runs.ts";
import { type Picture, type PictureId, pictureLabel, pictures } from "../../people/pictures.ts";
import { keyFileName } from "../../people/usb.ts";
import type { DeviceLine } from "./devices.ts";
import type { ClassTile, PupilTile } from "./roster.ts";

export interface SignInForm {
  readonly identifiant: string;
  readonly suite: string;
  /** What is typed here can be read on the network, although the box speaks https. */
  readonly isInTheClear: boolean;
  readonly errors: Errors;
}

export const signInView = (data: SignInForm): View => ({
  view: "connexion/index",
  data,
  title: "Connexion",
  layout: "bare",
});

export type CodeDoor = "activation" | "feuille";
export const codeView = (door: CodeDoor, code: string, isInTheClear: boolean, errors: Errors): View => ({
  view: "connexion/code",
  data: { door, code, isInTheClear, errors },
  title: door === "activation" ? "Activer mon compte" : "Entrer avec ma feuille",
  layout: "bare",
});

/** `canMail`: a code may be sent to the address that the school knows. */
export const lostPasswordView = (canMail: boolean, qui: string, errors: Errors): View => ({
  view: "connexion/lost-password",
  data: { canMail, qui, errors },
  title: "Mot de passe oublié",
  layout: "bare",
});

export const resetAskedView = (): View => ({
  view: "connexion/reset-asked",
  data: {},
  title: "Regardez votre courriel",
  layout: "bare",
});

export const keyView = (identifiant: string, isInTheClear: boolean, errors: Errors): View => ({
  view: "connexion/key",
  data: { identifiant, isInTheClear, fileName: keyFileName, errors },
  title: "Rouvrir le compte de la direction",
  layout: "bare",
});

export interface PasswordForm {
  readonly code: string;
  readonly name: string;
  readonly login: string;
  readonly advice: string;
  readonly errors: Errors;
}
export const choosePasswordView = (data: PasswordForm): View => ({
  view: "connexion/choose-password",
  data,
  title: "Choisir mon mot de passe",
  layout: "bare",
});

/** `returning`: the teacher who handed this computer over; "" for none. */
export const classesView = (classes: readonly ClassTile[], returning: string): View => ({
  view: "connexion/classes",
  data: { classes, returning },
  title: "Quelle est ta classe\u202f?",
  layout: "pupil",
});

export interface ClassPage {
  readonly classroom: ClassTile;
  readonly pupils: readonly (PupilTile & { readonly entersByTile: boolean })[];
  readonly returning: string;
  /** The hour until which this screen is open; "" while it is closed. */
  readonly open: string;
  /** This screen's number in its class; "" for none. */
  readonly screen: string;
  readonly hasBadges: boolean;
  readonly error: string;
}
export const pupilsView = (data: ClassPage): View => ({
  view: "connexion/pupils",
  data,
  title: `Qui es-tu\u202f? ${data.classroom.label}`,
  layout: "pupil",
  scripts: data.hasBadges ? ["badge.js"] : [],
});

export const badgeView = (pupil: PupilTile): View => ({
  view: "connexion/badge",
  data: { pupil },
  title: `Le badge de ${pupil.label}`,
  layout: "pupil",
  scripts: ["badge.js"],
});

export const padView = (pupil: PupilTile, chosen: readonly PictureId[], error: string): View => ({
  view: "connexion/pad",
  data: { pupil, chosen, error, pictures },
  title: `Les images de ${pupil.label}`,
  layout: "pupil",
});

/** The tile is closed, or has no pictures yet: an adult must help. */
export const askAdultView = (pupil: PupilTile, words: string): View => ({
  view: "connexion/ask-adult",
  data: { pupil, words },
  title: `La page de ${pupil.label}`,
  layout: "pupil",
});

export const typedView = (pupil: PupilTile, error: string): View => ({
  view: "connexion/typed",
  data: { pupil, error },
  title: `Le mot de passe de ${pupil.label}`,
  layout: "pupil",
});

export interface AccountPage {
  readonly name: string;
  readonly role: string;
  readonly login: string;
  readonly mayChange: boolean;
  readonly mayTend: boolean;
  /** May have a sheet for the app at home. */
  readonly mayHome: boolean;
  readonly isHead: boolean;
  readonly hasRecovery: boolean;
  readonly advice: string;
  readonly devices: readonly DeviceLine[];
  readonly errors: Errors;
  /** Which of the two forms was refused. */
  readonly refused: "password" | "recovery" | "";
}
export const accountView = (data: AccountPage): View => ({ view: "connexion/account", data, title: "Mon compte" });

export const pupilAccountView = (name: string, classes: string): View => ({
  view: "connexion/pupil-account",
  data: { name, classes },
  title: "Mon compte",
  layout: "pupil",
});

export const recoveryView = (code: string, name: string, login: string): View => ({
  view: "connexion/recovery",
  data: { code, name, login },
  title: "Code de secours",
  layout: "print",
});

/** What is handed to a pupil, once: three pictures, or a password to type. */
export interface Card {
  readonly pupil: PupilTile;
  readonly pictures: readonly Picture[];
  readonly password: string;
}
export const pictureCard = (pupil: PupilTile, ids: readonly PictureId[]): Card => ({
  pupil,
  pictures: ids.map((id) => ({ ...pictures[0], id, label: pictureLabel(id) }) as Picture),
  password: "",
});
export const cardsView = (classroom: ClassTile, cards: readonly Card[]): View => ({
  view: "connexion/cards",
  data: { classroom, cards },
  title: "Cartes à découper",
  layout: "print",
});

export const runView = ({ id, words, total, state, problem, done, back }: Run): View => ({
  view: "connexion/run",
  fragment: "connexion/_run",
  title: words.title,
  data: {
    ...{ id, state, problem, done, total, back },
    handOut: words.handOut,
    whenFailed: words.whenFailed,
    count: `${total}\u00a0${words.noun}${total === 1 ? "" : "s"}`,
    open: total === 1 ? `Ouvrir la ${words.noun}` : `Ouvrir les ${total}\u00a0${words.noun}s`,
  },
});
