import type { FeedItem } from "../../core/feature.ts";
import type { View } from "../../core/view.ts";
import type { DraftClass } from "../../people/import/look/draft.ts";
import type { PastYear } from "./store.ts";

export const draftView = (data: { label: string; opensOnWords: string; draft: readonly DraftClass[] }): View => ({
  view: "rentree/index",
  data,
  title: `Rentrée ${data.label}`,
});

export const noDraftView = (hasPast: boolean): View => ({ view: "rentree/none", data: { hasPast }, title: "Rentrée" });

export const pastView = (data: PastYear): View => ({ view: "rentree/past", data, title: `Année ${data.label}` });

export const news = ({ id, order, label }: { id: string; order: number; label: string }): FeedItem => ({
  id: `rentree-${id}`,
  order,
  view: "rentree/_news",
  data: { id, label },
});
