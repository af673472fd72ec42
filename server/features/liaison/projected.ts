import type { Ctx } from "../../core/http.ts";
import { listNotices, type Notice } from "./notices.ts";
import { thumbOf } from "./rendered.ts";
import type { PupilList } from "./views.ts";

/** Addressed to classes, groups or the school: what pupils see, a class may see on a projected screen. */
export const isForClasses = ({ state, targets }: Pick<Notice, "state" | "targets">): boolean =>
  state === "published" && targets.length > 0 && targets.every(({ type }) => type !== "pupil");

const most = 30;

/** The newest notices to classes, as pictures: without follow-up, search or states. */
export const projectedList = (ctx: Ctx): PupilList => {
  const list = listNotices(ctx, { state: "published", targetIds: [], search: "", skip: 0, limit: most });
  const notices = list.filter(isForClasses).map((notice) => ({ notice, isNew: false, photo: thumbOf(notice) }));
  return { page: 1, hasMore: false, notices };
};
