import type { NoticeRow } from "./tables.ts";

export type Kind = NoticeRow["kind"];

export interface KindWords {
  readonly label: string;
  readonly icon: string;
  readonly tone: "sky" | "leaf" | "sun" | "brick";
}

/** The kinds of notices: a word, a pictogram, a colour. */
export const kinds: Readonly<Record<Kind, KindWords>> = {
  information: { label: "Information", icon: "information", tone: "sky" },
  sortie: { label: "Sortie", icon: "sortie", tone: "sun" },
  reunion: { label: "Réunion", icon: "reunion", tone: "leaf" },
  absence: { label: "Absence", icon: "absence", tone: "brick" },
  sante: { label: "Santé", icon: "sante", tone: "brick" },
  materiel: { label: "Matériel", icon: "materiel", tone: "sky" },
};

export const kindIds = ["information", "sortie", "reunion", "absence", "sante", "materiel"] as const;
