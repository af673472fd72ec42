import type { Contact, Name } from "./records.ts";

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
  /** Class attended now; null for somebody who attends none. */
  classroom: string | null;
  level: string | null;
  leftOn: string | null;
}

export interface KnownGuardian extends Name, Contact {
  id: string;
  title: "Mme" | "M." | null;
  /** Children to whom a link is in force. */
  childIds: ReadonlySet<string>;
  /** Children to whom a link was ended by a decision: an import does not bring it back. */
  endedChildIds: ReadonlySet<string>;
}

export interface KnownStaff extends Name, Contact {
  id: string;
  title: "Mme" | "M." | null;
  isHead: boolean;
  /** Labels of the classes taught now. */
  classrooms: readonly string[];
  leftOn: string | null;
}

export interface KnownClassroom {
  id: string;
  label: string;
  ondeId: string | null;
  levels: readonly string[];
}

export interface Snapshot {
  pupils: readonly KnownPupil[];
  guardians: readonly KnownGuardian[];
  staff: readonly KnownStaff[];
  /** Of the present school year. */
  classrooms: readonly KnownClassroom[];
}
