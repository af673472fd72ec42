import type { Doing } from "../../core/feature.ts";
import { type Ctx, page, projectable } from "../../core/http.ts";
import { keptUntilWrite } from "../../core/kept.ts";
import type { View } from "../../core/view.ts";
import { listNotices, type Notice, type State } from "./notices.ts";
import { canWrite } from "./policy.ts";
import { projectedList } from "./projected.ts";
import { readBy, signaturesForChildren, signsOf } from "./reader.ts";
import { authorsOf, cardHtml, thumbOf } from "./rendered.ts";
import { placesOf } from "./roster.ts";
import { summaryOf } from "./summary.ts";
import { talliesOf } from "./tallies.ts";
import * as views from "./views.ts";
import { waitingFor } from "./waiting.ts";

const pageSize = 30;

interface Asked {
  readonly state: State;
  /** A class or group for staff, a child for a guardian; "" for all. */
  readonly of: string;
  readonly search: string;
  readonly page: number;
}

const states: Readonly<Record<string, State>> = { brouillons: "draft", retires: "withdrawn" };

const askedBy = ({ actor, query }: Ctx): Asked => ({
  state: actor.isStaff ? (states[query.etat ?? ""] ?? "published") : "published",
  of: query.pour ?? "",
  search: (query.q ?? "").trim().slice(0, 80),
  page: Math.max(1, Math.min(500, Number.parseInt(query.page ?? "1", 10) || 1)),
});

/** The ids that a choice of class or child stands for: a child's notices are those of its classes too. */
const targetIdsOf = ({ db, actor }: Doing, of: string): string[] => {
  if (of === "") return [];
  const child = actor.children.find(({ id }) => id === of);
  return child ? [child.id, placesOf(db).yearId, ...child.classroomIds, ...child.groupIds] : [of];
};

const fetch = (ctx: Ctx, { state, of, search, page: number }: Asked): { list: Notice[]; hasMore: boolean } => {
  const list = listNotices(ctx, {
    state,
    targetIds: targetIdsOf(ctx, of),
    search,
    skip: (number - 1) * pageSize,
    limit: pageSize + 1,
  });
  return { list: list.slice(0, pageSize), hasMore: list.length > pageSize };
};

export const familyNotices = (ctx: Doing, list: readonly Notice[]): views.FamilyNotice[] => {
  const authors = authorsOf(ctx.db, list);
  const read = readBy(ctx, list);
  const signatures = signaturesForChildren(ctx, list);
  return list.map((notice) => ({
    id: notice.publicId,
    isNew: !read.has(notice.id),
    main: cardHtml(ctx.db, ctx.clock, notice, authors.get(notice.authorId) ?? "", `/liaison/${notice.id}`),
    signs: signsOf(ctx, notice, signatures.get(notice.id) ?? []),
    lecture: read.has(notice.id) ? "" : `/liaison/${notice.id}/lecture`,
    lectureOn: "revealed",
  }));
};

const forStaff = (ctx: Ctx, asked: Asked): views.StaffList => {
  const { list, hasMore } = fetch(ctx, asked);
  const authors = authorsOf(ctx.db, list);
  const tallies = talliesOf(ctx, list);
  const { byId } = placesOf(ctx.db);
  return {
    ...asked,
    hasMore,
    canWrite: canWrite(ctx.actor),
    places: [...byId.values()].filter(
      ({ id }) => ctx.actor.isHead || ctx.actor.classroomIds.includes(id) || ctx.actor.groupIds.includes(id),
    ),
    children: ctx.actor.children,
    waiting: familyNotices(ctx, asked.page === 1 ? waitingFor(ctx) : []),
    summaries: list.map((notice) => summaryOf(ctx, notice, authors.get(notice.authorId) ?? "", tallies.get(notice.id))),
  };
};

const forGuardian = (ctx: Ctx, asked: Asked): views.FamilyList => {
  const isFirst = asked.page === 1 && asked.search === "" && asked.of === "";
  const waiting = isFirst ? waitingFor(ctx).slice(0, 20) : [];
  const { list, hasMore } = fetch(ctx, asked);
  const ids = new Set(waiting.map(({ id }) => id));
  const others = list.filter(({ id }) => !ids.has(id));
  const all = familyNotices(ctx, [...waiting, ...others]);
  return {
    ...asked,
    hasMore,
    children: ctx.actor.children,
    waiting: all.slice(0, waiting.length),
    others: all.slice(waiting.length),
  };
};

const forPupil = (ctx: Ctx, asked: Asked): views.PupilList => {
  const { list, hasMore } = fetch(ctx, asked);
  const read = readBy(ctx, list);
  return {
    page: asked.page,
    hasMore,
    notices: list.map((notice) => ({ notice, isNew: !read.has(notice.id), photo: thumbOf(notice) })),
  };
};

const staffLists = keptUntilWrite<views.StaffList>(60);
const familyLists = keptUntilWrite<views.FamilyList>(60);
const pupilLists = keptUntilWrite<views.PupilList>(60);

/** What a list tells is asked once for each reader and address, and is true until the next write. */
export const index = projectable(
  page((ctx) => (ctx.isCovered ? views.projectedList(projectedList(ctx)) : wholeList(ctx))),
);

const wholeList = (ctx: Ctx): View => {
  const asked = askedBy(ctx);
  const { actor, clock, db, session } = ctx;
  const key = JSON.stringify([actor.id, clock.today(), asked]);
  if (actor.isStaff) return views.staffList({ ...staffLists(db, key, () => forStaff(ctx, asked)), csrf: session.csrf });
  if (actor.role === "pupil") return views.pupilList(pupilLists(db, key, () => forPupil(ctx, asked)));
  return views.familyList({ ...familyLists(db, key, () => forGuardian(ctx, asked)), csrf: session.csrf });
};
