import type { Child } from "../../core/actor.ts";
import { renderTemplate, type View } from "../../core/view.ts";
import type { Signs } from "./card.ts";
import { kinds } from "./kinds.ts";
import type { Notice, State } from "./notices.ts";
import type { Place } from "./roster.ts";
import type { Summary } from "./summary.ts";

/** A notice as a guardian sees it: the card that is the same for all, then what is theirs. */
export interface FamilyNotice {
  readonly id: string;
  readonly isNew: boolean;
  readonly main: string;
  readonly signs: Signs;
  /** Where "seen" is noted; "" once it was. */
  readonly lecture: string;
  readonly lectureOn: "revealed" | "load";
}

interface ListPage {
  readonly state: State;
  readonly of: string;
  readonly search: string;
  readonly page: number;
  readonly hasMore: boolean;
  readonly children: readonly Child[];
}

export interface StaffList extends ListPage {
  readonly canWrite: boolean;
  readonly places: readonly Place[];
  readonly summaries: readonly Summary[];
  /** What this person must sign as a parent. */
  readonly waiting: readonly FamilyNotice[];
}

export interface FamilyList extends ListPage {
  readonly waiting: readonly FamilyNotice[];
  readonly others: readonly FamilyNotice[];
}

export interface PupilList {
  readonly page: number;
  readonly hasMore: boolean;
  readonly notices: readonly PupilNotice[];
}

const stateNames: Readonly<Record<State, { word: string; label: string }>> = {
  published: { word: "", label: "Publiés" },
  draft: { word: "brouillons", label: "Brouillons" },
  withdrawn: { word: "retires", label: "Retirés" },
};

type Asked = Pick<ListPage, "state" | "of" | "search" | "page">;

/** The list's address; what has its usual value is left out. */
const addressOf = ({ state, of, search, page }: Asked): string => {
  const query = new URLSearchParams();
  if (state !== "published") query.set("etat", stateNames[state].word);
  if (of !== "") query.set("pour", of);
  if (search !== "") query.set("q", search);
  if (page > 1) query.set("page", String(page));
  const text = query.toString();
  return text === "" ? "/liaison" : `/liaison?${text}`;
};

const pagerOf = (asked: Asked & { hasMore: boolean }) => ({
  newer: asked.page > 1 ? addressOf({ ...asked, page: asked.page - 1 }) : "",
  older: asked.hasMore ? addressOf({ ...asked, page: asked.page + 1 }) : "",
});

const chosen = (asked: Asked, of: string, label: string) => ({
  href: addressOf({ ...asked, of, page: 1 }),
  label,
  current: asked.of === of,
});

/** Added one to another, not joined: V8 then copies the page once, when it is sent, and makes half the garbage. */
const together = (parts: readonly string[]): string => {
  let all = "";
  for (const part of parts) all += `${part}\n`;
  return all;
};

const noticeHtml = (csrf: string) => (notice: FamilyNotice) => renderTemplate("liaison/_notice", { notice, csrf });

/** By what they say, and, to find it faster, by the object that says it. */
const summaries = new Map<string, string>();
const summaryCards = new WeakMap<Summary, string>();
const summariesKept = 600;

/** The same words make the same card, whoever reads it; a card with a form has its reader's token and is rendered anew. */
const summaryHtml = (csrf: string) => (summary: Summary) => {
  const render = (): string => renderTemplate("liaison/_summary", { summary, csrf });
  if (summary.actions.some(({ method }) => method === "post")) return render();
  const known = summaryCards.get(summary);
  if (known !== undefined) return known;
  const words = JSON.stringify(summary);
  const html = summaries.get(words) ?? render();
  if (summaries.size >= summariesKept) summaries.clear();
  summaries.set(words, html);
  summaryCards.set(summary, html);
  return html;
};

export const staffList = (data: StaffList & { csrf: string }): View => ({
  view: "liaison/index",
  title: "Cahier de liaison",
  fragment: "liaison/_list",
  data: {
    canWrite: data.canWrite,
    states: (["published", "draft", "withdrawn"] as const).map((state) => ({
      href: addressOf({ ...data, state, page: 1 }),
      label: stateNames[state].label,
      current: state === data.state,
    })),
    places:
      data.places.length > 1
        ? [chosen(data, "", "Toutes"), ...data.places.map(({ id, label }) => chosen(data, id, label))]
        : [],
    etat: stateNames[data.state].word,
    of: data.of,
    search: data.search,
    waiting: together(data.waiting.map(noticeHtml(data.csrf))),
    html: together(data.summaries.map(summaryHtml(data.csrf))),
    empty: emptyWords(data),
    pager: pagerOf(data),
  },
});

const emptyWords = ({ state, search, of, page, canWrite }: Asked & { canWrite: boolean }) => {
  const write = canWrite ? { href: "/liaison/nouveau", action: "Écrire un mot" } : { href: "", action: "" };
  const back = { href: "/liaison", action: "Voir tous les mots" };
  if (search !== "" || of !== "" || page > 1) return { icon: "search", text: "Aucun mot ne correspond.", ...back };
  if (state === "draft") return { icon: "pencil", text: "Un mot commencé et pas encore publié attend ici.", ...write };
  if (state === "withdrawn")
    return { icon: "archive", text: "Les mots retirés restent ici\u00a0: on peut les rétablir.", ...back };
  return { icon: "newspaper", text: "Le premier mot aux familles paraîtra ici.", ...write };
};

export const familyList = (data: FamilyList & { csrf: string }): View => ({
  view: "liaison/family",
  title: "Cahier de liaison",
  data: {
    children:
      data.children.length > 1
        ? [chosen(data, "", "Tous"), ...data.children.map(({ id, firstName }) => chosen(data, id, firstName))]
        : [],
    search: data.search,
    of: data.of,
    waitingCount: data.waiting.length,
    waiting: together(data.waiting.map(noticeHtml(data.csrf))),
    others: together(data.others.map(noticeHtml(data.csrf))),
    isFiltered: data.search !== "" || data.of !== "",
    pager: pagerOf(data),
  },
});

interface PupilNotice {
  readonly notice: Notice;
  readonly isNew: boolean;
  /** Address of its first photo; "" for none. */
  readonly photo: string;
}

/** The same to a class before a projected screen, under the teacher's own header. */
export const projectedList = (data: PupilList): View => {
  const view = pupilList(data);
  return { ...view, layout: "main", data: { ...view.data, uncover: "/liaison" } };
};

/** A notice as a pupil finds it: a picture, then its title. */
export const pupilTile = ({ notice, isNew, photo }: PupilNotice) => ({
  id: notice.publicId,
  href: `/liaison/${notice.id}`,
  title: notice.title,
  icon: kinds[notice.kind].icon,
  tone: kinds[notice.kind].tone,
  isNew,
  photo,
});

export const pupilList = (data: PupilList): View => ({
  view: "liaison/pupil-list",
  title: "Cahier de liaison",
  layout: "pupil",
  data: {
    pager: pagerOf({ ...data, state: "published", of: "", search: "" }),
    tiles: data.notices.map(pupilTile),
    uncover: "",
  },
});
