import type { Clock } from "../../core/clock.ts";
import type { Db } from "../../core/db.ts";
import type { View } from "../../core/view.ts";
import { toPlainText } from "./body.ts";
import type { CardPhoto, NoticeCard, Signs } from "./card.ts";
import { cardOf } from "./describe.ts";
import type { Notice } from "./notices.ts";
import { placesOf, type RosterPupil } from "./roster.ts";
import { progressOf } from "./summary.ts";
import type { Tally } from "./tallies.ts";
import type { FamilyNotice } from "./views.ts";

export const familyNotice = (notice: Notice, family: FamilyNotice): View => ({
  view: "liaison/family-notice",
  title: notice.title,
  data: { notice: { ...family, lectureOn: "load" } },
});

export const staffNotice = (data: {
  notice: Notice;
  main: string;
  family: FamilyNotice | null;
  tally: Tally | null;
  canCorrect: boolean;
  canWithdraw: boolean;
}): View => ({
  view: "liaison/notice",
  title: data.notice.title,
  data: {
    id: data.notice.publicId,
    at: `/liaison/${data.notice.id}`,
    isWithdrawn: data.notice.state === "withdrawn",
    main: data.main,
    family: data.family && { ...data.family, lectureOn: "load" },
    progress: data.tally && data.notice.state === "published" ? progressOf(data.notice, data.tally) : null,
    canFollow: data.tally !== null,
    canCorrect: data.canCorrect,
    canWithdraw: data.canWithdraw,
  },
});

/** "28 élèves", with the names when they are few. */
const pupilWords = (pupils: readonly RosterPupil[]): string => {
  const names = pupils.map(({ name }) => name);
  if (names.length === 0) return "Aucun élève pour l’instant.";
  if (names.length <= 6) return `Familles de\u00a0: ${names.join(", ")}.`;
  return `Familles de ${names.length} élèves.`;
};

export const preview = (data: {
  notice: Notice;
  main: string;
  pupils: readonly RosterPupil[];
  photos: readonly CardPhoto[];
}): View => ({
  view: "liaison/preview",
  title: "Voir avant de publier",
  data: {
    at: `/liaison/${data.notice.id}`,
    main: data.main,
    button: data.notice.signature === "none" ? "" : `Je signe pour ${data.pupils[0]?.firstName ?? "mon enfant"}`,
    audience: pupilWords(data.pupils),
    withoutGuardian: data.pupils.filter(({ guardians }) => guardians.length === 0).map(({ name }) => name),
    photos: data.photos.map(({ thumb, alt }, place) => ({
      thumb,
      alt,
      sha256: data.notice.photos[place]?.sha256 ?? "",
      said: data.notice.photos[place]?.alt ?? "",
    })),
  },
});

/** Everything that the loudspeaker reads, in the order of the screen. */
const aloud = (card: NoticeCard): string =>
  [card.title, ...card.facts.map(({ label, text }) => `${label}\u00a0: ${text}`), toPlainText(card.body)].join(". ");

export const pupilNotice = (data: {
  notice: Notice;
  author: string;
  clock: Clock;
  db: Db;
  photos: readonly CardPhoto[];
  isNew: boolean;
}): View => {
  const { notice, author, clock, db } = data;
  const card = cardOf(notice, { author, places: placesOf(db), timeZone: clock.timeZone });
  return {
    view: "liaison/pupil-notice",
    title: notice.title,
    layout: "pupil",
    data: {
      card,
      photos: data.photos,
      aloud: aloud(card),
      uncover: "",
      lecture: data.isNew ? `/liaison/${notice.id}/lecture` : "",
    },
  };
};

/** What a pupil sees, under the teacher's own header and without noting who has read. */
export const projected = (view: View, uncover: string): View => ({
  ...view,
  layout: "main",
  data: { ...view.data, lecture: "", uncover },
});

export const signs = (shown: Signs): View => ({ view: "liaison/_signs", data: { signs: shown } });
