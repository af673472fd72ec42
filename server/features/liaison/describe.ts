import type { Clock } from "../../core/clock.ts";
import { dayOf } from "../../core/clock.ts";
import { dayPlus, hourOf, hourWords, longDay, sentence, shortDay } from "../../core/dates.ts";
import type { Fact, NoticeCard } from "./card.ts";
import { kinds } from "./kinds.ts";
import type { Notice } from "./notices.ts";
import type { Places, Roster } from "./roster.ts";
import type { Target } from "./targets.ts";

/** "Vendredi 27 novembre, de 8 h 30 à 16 h 30" */
const whenWords = ({ eventOn, startsAt, endsAt }: Notice): string => {
  const day = eventOn === null ? [] : [longDay(eventOn)];
  if (startsAt !== null && endsAt !== null) day.push(`de ${hourWords(startsAt)} à ${hourWords(endsAt)}`);
  else if (startsAt !== null) day.push(`à ${hourWords(startsAt)}`);
  else if (endsAt !== null) day.push(`jusqu’à ${hourWords(endsAt)}`);
  return sentence(day.join(", "));
};

/** "4,50 €" */
export const euros = (cents: number): string =>
  `${cents % 100 === 0 ? cents / 100 : (cents / 100).toFixed(2).replace(".", ",")}\u00a0€`;

const factsOf = (notice: Notice): Fact[] => {
  const facts: Fact[] = [
    { icon: "calendar", label: "Date", text: whenWords(notice) },
    { icon: "map-pin", label: "Lieu", text: notice.place },
    { icon: "euro", label: "Prix", text: notice.amountCents === null ? "" : euros(notice.amountCents) },
    { icon: "backpack", label: "À apporter", text: notice.bring },
  ];
  return facts.filter(({ text }) => text !== "");
};

const wanted = { none: "", one: "Signature d’un responsable", both: "Signature des deux responsables" } as const;

const answerOf = ({ signature, deadline }: Notice): string =>
  signature === "none" || deadline === null ? wanted[signature] : `${wanted[signature]} avant le ${longDay(deadline)}`;

/** For families: classes and groups by name, never another child. */
export const audienceFor = (targets: readonly Target[], places: Places): string => {
  if (targets.some(({ type }) => type === "school")) return "Toute l’école";
  const labels = [...places.byId.values()].filter(({ id }) => targets.some((target) => target.targetId === id));
  return labels.length === 0 ? "Mot individuel" : labels.map(({ label }) => label).join(", ");
};

/** For staff: the children's names too. */
export const audienceForStaff = (targets: readonly Target[], places: Places, roster: Roster): string => {
  const names = targets
    .filter(({ type }) => type === "pupil")
    .map(({ targetId }) => roster.pupils.get(targetId)?.firstName ?? "un élève parti");
  if (names.length === 0) return audienceFor(targets, places);
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} autres`] : names;
  const isOnlyPupils = names.length === targets.length;
  return [...(isOnlyPupils ? [] : [audienceFor(targets, places)]), ...shown].join(", ");
};

export interface Told {
  readonly author: string;
  readonly places: Places;
  readonly timeZone: string;
}

const moment = (iso: string, timeZone: string): string =>
  `${longDay(dayOf(new Date(iso), timeZone))} à ${hourOf(iso, timeZone)}`;

/** The notice in words, the same for every reader. A draft is told as if it were published now. */
export const cardOf = (notice: Notice, { author, places, timeZone }: Told): NoticeCard => {
  const { label, icon, tone } = kinds[notice.kind];
  return {
    id: notice.publicId,
    kind: notice.kind,
    kindLabel: label,
    icon,
    tone,
    title: notice.title,
    author,
    audience: audienceFor(notice.targets, places),
    publishedOn: longDay(dayOf(new Date(notice.publishedAt ?? notice.createdAt), timeZone)),
    correctedOn: notice.correctedAt === null ? "" : moment(notice.correctedAt, timeZone),
    facts: factsOf(notice),
    body: notice.body,
    signature: notice.signature,
    answer: answerOf(notice),
    deadline: notice.deadline ?? "",
  };
};

/** "Mot de ce matin", "Mot d’hier", "Mot du 20 novembre": how long ago, for who wrote it. */
export const agoWords = (iso: string, clock: Clock): string => {
  const day = dayOf(new Date(iso), clock.timeZone);
  const today = clock.today();
  if (day === today)
    return Number.parseInt(hourOf(iso, clock.timeZone), 10) < 12 ? "Mot de ce matin" : "Mot de cet après-midi";
  return day === dayPlus(today, -1) ? "Mot d’hier" : `Mot du ${shortDay(day)}`;
};
