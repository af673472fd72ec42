import type { Former } from "./former.ts";
import type { Contact, GuardianRecord, Name } from "./records.ts";

/** The present directory, as far as an import compares itself with it. Ids are people's ids. */
export interface KnownPupil extends Name {
  id: string;
  birthDate: string | null;
  sex: "F" | "M" | null;
  ine: string | null;
  photoHint: boolean | null;
  address: string | null;
  postcode: string | null;
  city: string | null;
  country: string | null;
  /** Class of the year that the import speaks of; null for somebody who has none (yet). */
  classroom: string | null;
  level: string | null;
  /** The day they left; null while they belong to the school. */
  leftOn: string | null;
  joinKey: string | null;
}

export type Authority = "presumed" | "held" | "none";

export interface KnownGuardian extends Name, Contact {
  id: string;
  title: "Mme" | "M." | null;
  /** Children to whom a link is in force. */
  childIds: ReadonlySet<string>;
  /** Children to whom a link was ended by a decision: an import does not bring it back. */
  endedChildIds: ReadonlySet<string>;
  /** Parental authority over each child of `childIds`. */
  authority: ReadonlyMap<string, Authority>;
  leftOn: string | null;
  joinKey: string | null;
}

export interface KnownStaff extends Name, Contact {
  id: string;
  title: "Mme" | "M." | null;
  isHead: boolean;
  /** Labels of the classes taught now. */
  classrooms: readonly string[];
  leftOn: string | null;
  joinKey: string | null;
}

export interface KnownClassroom {
  id: string;
  label: string;
  /** What the files call it, where the head gave it another name. */
  fileLabel: string | null;
  ondeId: string | null;
  levels: readonly string[];
}

/** Another name under which the files know somebody: two records were one person, or the head corrected it. */
export interface KnownAlias extends Name {
  personId: string;
  title: "Mme" | "M." | null;
  birthDate: string | null;
  ine: string | null;
  joinKey: string | null;
}

export interface Snapshot {
  today: string;
  pupils: readonly KnownPupil[];
  guardians: readonly KnownGuardian[];
  staff: readonly KnownStaff[];
  aliases: readonly KnownAlias[];
  /** Fields that the head corrected, by person: the files' word does not replace them by itself. */
  corrected: ReadonlyMap<string, ReadonlySet<string>>;
  /** Of the present school year. */
  classrooms: readonly KnownClassroom[];
  /** Guardians' rows of an earlier import that name a child who was doubtful. */
  waiting: readonly GuardianRecord[];
  /** The school year that these rows begin, and the one that ends by it; null within a year. */
  opens: { label: string; previous: string } | null;
  former: Former;
}
