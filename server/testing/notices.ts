import { getNotice, type Notice } from "../features/liaison/notices.ts";
import { type NoticeInput, publishNotice, saveDraft } from "../features/liaison/store.ts";
import type { World } from "./world.ts";

/** A notice for the CE2 that asks for one signature; a test says what is different. */
export const noticeInput = (w: World, changes: Partial<NoticeInput> = {}): NoticeInput => ({
  kind: "sortie",
  title: "Sortie au musée",
  body: "<p>Prévoir de bonnes chaussures.</p>",
  eventOn: null,
  startsAt: null,
  endsAt: null,
  place: "",
  amountCents: null,
  bring: "",
  signature: "one",
  deadline: null,
  targets: [{ type: "classroom", targetId: w.ids.ce2 }],
  photos: [],
  ...changes,
});

export const drafted = (w: World, who: "anne" | "karim" | "gaelle", changes: Partial<NoticeInput> = {}): Notice => {
  const doing = w.doing(who);
  return getNotice(doing, saveDraft(doing, null, noticeInput(w, changes)));
};

export const published = (w: World, who: "anne" | "karim" | "gaelle", changes: Partial<NoticeInput> = {}): Notice => {
  const doing = w.doing(who);
  const draft = drafted(w, who, changes);
  publishNotice(doing, draft);
  return getNotice(doing, draft.id);
};
