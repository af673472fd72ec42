import { nearDay } from "../../core/dates.ts";
import type { Doing } from "../../core/feature.ts";
import { agoWords, audienceForStaff } from "./describe.ts";
import { kinds } from "./kinds.ts";
import type { Notice } from "./notices.ts";
import { canSeeFollowUp, canWithdraw } from "./policy.ts";
import { placesOf, rosterOn } from "./roster.ts";
import type { Tally } from "./tallies.ts";

export interface Action {
  readonly label: string;
  readonly href: string;
  readonly class: string;
  readonly method: "get" | "post";
}

/** What `views/liaison/_summary.eta` shows: a notice as its author follows it. */
export interface Summary {
  readonly id: string;
  readonly href: string;
  readonly chip: { readonly tone: string; readonly icon: string; readonly text: string };
  readonly meta: string;
  readonly title: string;
  readonly bar: { label: string; value: number; max: number; seen: number } | null;
  readonly strong: string;
  readonly legend: string;
  readonly actions: readonly Action[];
}

const many = (count: number, one: string, several: string): string => `${count} ${count > 1 ? several : one}`;

/** "18 signés", "6 vus · 4 pas encore vus", and the bar that shows them. */
export const progressOf = (notice: Pick<Notice, "signature">, tally: Tally) => {
  const unseen = tally.unseen === 0 ? "" : many(tally.unseen, "pas encore vu", "pas encore vus");
  if (notice.signature === "none") {
    const strong = many(tally.seen, "vu", "vus");
    return {
      strong,
      legend: unseen,
      bar: { label: `${strong} sur ${tally.total}`, value: tally.seen, max: tally.total, seen: 0 },
    };
  }
  const strong = many(tally.signed, "signé", "signés");
  const seen = tally.seen === 0 ? "" : many(tally.seen, "vu", "vus");
  return {
    strong,
    legend: [partialWords(tally), seen, unseen].filter((part) => part !== "").join(" · "),
    bar: { label: `${strong} sur ${tally.total}`, value: tally.signed, max: tally.total, seen: tally.seen },
  };
};

/** "1 responsable sur 2 pour Léa", "… pour 3 enfants" */
const partialWords = ({ partial, partialName }: Tally): string => {
  if (partial === 0) return "";
  return `1 responsable sur 2 pour ${partial === 1 ? partialName : `${partial} enfants`}`;
};

const get = (label: string, href: string, style = ""): Action => ({ label, href, class: style, method: "get" });
const post = (label: string, href: string, style = ""): Action => ({ label, href, class: style, method: "post" });

const actionsOf = ({ actor }: Pick<Doing, "actor">, notice: Notice): Action[] => {
  const at = `/liaison/${notice.id}`;
  if (notice.state === "withdrawn")
    return canWithdraw(actor, notice) ? [post("Rétablir", `${at}/retablissement`, "button-primary")] : [];
  if (notice.state === "draft")
    return [
      post("Jeter", `${at}/retrait`, "button-quiet"),
      get("Aperçu", `${at}/apercu`),
      get("Reprendre", `${at}/modifier`, "button-primary"),
    ];
  return [...(canSeeFollowUp(actor, notice) ? [get("Voir le suivi", `${at}/suivi`, "button-primary")] : [])];
};

const whenWords = ({ clock }: Pick<Doing, "clock">, { state, publishedAt, createdAt, withdrawnAt }: Notice): string => {
  if (state === "withdrawn") return agoWords(withdrawnAt ?? createdAt, clock).replace("Mot", "Retiré");
  if (state === "draft") return agoWords(createdAt, clock).replace("Mot", "Commencé");
  return agoWords(publishedAt ?? createdAt, clock);
};

const chipOf = ({ state, kind }: Notice): Summary["chip"] => {
  if (state === "draft") return { tone: "", icon: "pencil", text: "Brouillon" };
  if (state === "withdrawn") return { tone: "", icon: "archive", text: "Retiré" };
  const { tone, icon, label } = kinds[kind];
  return { tone, icon, text: label };
};

const deadlineWords = (deadline: string, today: string): string =>
  deadline === today ? "à signer aujourd’hui" : `à signer avant ${nearDay(deadline, today)}`;

/** `author` is named when the notice is somebody else's. */
export const summaryOf = (doing: Doing, notice: Notice, author: string, tally: Tally | undefined): Summary => {
  const { db, clock, actor } = doing;
  const audience = audienceForStaff(notice.targets, placesOf(db), rosterOn(db, clock.today()));
  const meta = [
    whenWords(doing, notice),
    notice.authorId === actor.id ? "" : author,
    audience === "Mot individuel" ? "" : audience,
    notice.signature === "none" || notice.deadline === null ? "" : deadlineWords(notice.deadline, clock.today()),
  ];
  const hasTally = tally !== undefined && notice.state === "published" && canSeeFollowUp(actor, notice);
  return {
    id: notice.publicId,
    href: notice.state === "draft" ? `/liaison/${notice.id}/modifier` : `/liaison/${notice.id}`,
    chip: chipOf(notice),
    meta: meta.filter((part) => part !== "").join(" · "),
    title: notice.title || "Mot sans titre",
    ...(hasTally ? progressOf(notice, tally) : { bar: null, strong: "", legend: "" }),
    actions: actionsOf(doing, notice),
  };
};
