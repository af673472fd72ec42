import type { Values } from "./aaf/entries.ts";
import type { Level } from "./values.ts";

/** Where something was read: shown to the head, who looks it up in the file. */
export interface Source {
  file: string;
  line: number;
}

export interface Contact {
  email: string | null;
  homePhone: string | null;
  workPhone: string | null;
  mobilePhone: string | null;
  address: string | null;
  postcode: string | null;
  city: string | null;
  country: string | null;
}

export interface Name {
  /** At birth. */
  lastName: string;
  usageName: string | null;
  firstName: string;
}

export interface PupilRecord extends Name {
  source: Source;
  /** YYYY-MM-DD */
  birthDate: string;
  sex: "F" | "M" | null;
  ine: string | null;
  level: Level | null;
  classroom: string | null;
  classroomRef: string | null;
  address: string | null;
  postcode: string | null;
  city: string | null;
  country: string | null;
  photoHint: boolean | null;
  /** Key in the academic directory; of a feed alone. */
  joinKey?: string | undefined;
  /** Keys of the guardians who hold parental authority; absent where the feed says nothing. */
  authorityKeys?: string[] | undefined;
  /** YYYY-MM-DD, the day they left or will leave. */
  leavesOn?: string | undefined;
}

/** How a guardian's row names a child: never enough to be sure by itself. */
export interface ChildRef {
  lastName: string;
  usageName: string | null;
  firstName: string;
  birthDate: string | null;
  /** Labels as this file writes them; they may differ from the pupils' file. */
  classrooms: string[];
  joinKey?: string | undefined;
  /** What a feed says of the guardian's parental authority over this child. */
  authority?: "held" | "none" | undefined;
  /** Names of those who hold it, as the feed says. */
  holders?: string[] | undefined;
}

export interface GuardianRecord extends Name, Contact {
  source: Source;
  title: "Mme" | "M." | null;
  children: ChildRef[];
  /** Whom an alias of the directory says this is (aliases.ts). */
  knownId?: string | undefined;
  joinKey?: string | undefined;
  /** Keys of the children, until the directory tells their names (aaf/expand.ts). */
  childKeys?: string[] | undefined;
  leavesOn?: string | undefined;
}

export interface StaffRecord extends Name, Contact {
  source: Source;
  title: "Mme" | "M." | null;
  isDirector: boolean;
  classrooms: string[];
  joinKey?: string | undefined;
  leavesOn?: string | undefined;
}

/** Of a delta feed: what changes of somebody whom the directory knows by this key. */
export interface Patch {
  kind: "pupils" | "guardians" | "staff";
  joinKey: string;
  values: Values;
  source: Source;
}

/** What an AAF feed says besides its records. */
export interface Feed {
  isDelta: boolean;
  /** This school's key in the academic directory. */
  structureKey: string;
  patches: Patch[];
  departures: Omit<Patch, "values">[];
}

/** A row that could not be used, or a piece of one that was left out. */
export interface Remark extends Source {
  kind: "pupils" | "guardians" | "staff";
  reason: string;
}

export interface Records {
  pupils: PupilRecord[];
  guardians: GuardianRecord[];
  staff: StaffRecord[];
  /** Rows left out. */
  rejected: Remark[];
  /** Rows used, without something that could not be read. */
  notes: Remark[];
  /** Null for tables, which know neither keys nor authority. */
  feed?: Feed | null | undefined;
}

export const noRecords = (): Records => ({ pupils: [], guardians: [], staff: [], rejected: [], notes: [] });
