import type { guardianships } from "../tables.ts";

type Row = typeof guardianships.$inferSelect;
export type RelationKind = Row["kind"];

/** The five rights of a relation (people/tables.ts), as columns. */
export type RelationRights = Pick<Row, "mayRead" | "signsUsual" | "signsAll" | "mayFetch" | "isEmergency">;

interface Kind {
  readonly words: string;
  /** What somebody of this kind may do until the head says otherwise. */
  readonly rights: RelationRights;
  /** Rights that this kind never has, whatever is ticked. */
  readonly never: readonly (keyof RelationRights)[];
  /** Why, as the head reads it. */
  readonly source: string;
}

const all: RelationRights = { mayRead: true, signsUsual: true, signsAll: true, mayFetch: true, isEmergency: true };
const none: RelationRights = {
  mayRead: false,
  signsUsual: false,
  signsAll: false,
  mayFetch: false,
  isEmergency: false,
};

/**
 * What each kind of relation gives. Parents: art. 371-1, 372 and 372-2 of the code civil. Tutors: art. 408. Foster carers
 * and services to whom a child is entrusted do the usual acts, the parents keep authority: art. 373-4 and 375-7 of the code
 * civil, L221-1 and following of the code de l’action sociale et des familles. Relatives hold nothing of the law: who fetches a
 * child is named in writing by whoever holds authority (circulaire 2014-089 for maternelle).
 */
export const relationKinds: Readonly<Record<RelationKind, Kind>> = {
  parent: {
    words: "Parent",
    rights: all,
    never: [],
    source: "L’autorité parentale est présumée (code civil, art. 372 et 372-2).",
  },
  tutor: {
    words: "Tuteur ou tutrice",
    rights: all,
    never: [],
    source: "Prend soin de l’enfant et le représente (code civil, art. 408).",
  },
  foster: {
    words: "Famille d’accueil",
    rights: { ...all, signsAll: false },
    never: ["signsAll"],
    source:
      "Accomplit les actes usuels ; les parents gardent l’autorité (code civil, art. 373-4 et 375-7). Ne consent jamais à une image.",
  },
  relative: {
    words: "Proche",
    rights: none,
    never: ["signsAll"],
    source: "Aucun droit par la loi : un parent l’autorise par écrit à venir chercher l’enfant.",
  },
  service: {
    words: "Service de l’ASE",
    rights: { ...all, signsAll: false },
    never: [],
    source:
      "Actes usuels pour l’enfant qui lui est confié ; tout, si le juge le lui a délégué (code civil, art. 375-7 et 377).",
  },
};

/** Signs by authority; the others because the child is entrusted to them. */
export const signsByAuthority = (kind: RelationKind): boolean => kind === "parent" || kind === "tutor";

/** The rights that are kept of what was ticked. */
export const permitted = (kind: RelationKind, wanted: RelationRights): RelationRights => {
  const kept = { ...wanted };
  for (const right of relationKinds[kind].never) kept[right] = false;
  return kept;
};

/** What the head says about a relation. */
export interface Said extends RelationRights {
  readonly kind: RelationKind;
  readonly authority: Row["authority"];
  readonly household: number | null;
  readonly startsOn: string;
  readonly endsOn: string | null;
}

/** A relation's columns; what its kind never has is not kept. */
export const relationColumns = ({ kind, authority, household, startsOn, endsOn, ...rights }: Said) => ({
  kind,
  authority: signsByAuthority(kind) || kind === "service" ? authority : ("none" as const),
  household,
  startsOn,
  endsOn,
  ...permitted(kind, rights),
});

/** What a new relation of this kind says until somebody changes it. `today`: the day it begins. */
export const standardRelation = (kind: RelationKind, today: string): Said => ({
  kind,
  authority: signsByAuthority(kind) ? "presumed" : "none",
  household: null,
  startsOn: today,
  endsOn: null,
  ...relationKinds[kind].rights,
});
