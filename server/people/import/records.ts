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
}

/** How a guardian's row names a child: never enough to be sure by itself. */
export interface ChildRef {
  lastName: string;
  usageName: string | null;
  firstName: string;
  birthDate: string | null;
  /** Labels as this file writes them; they may differ from the pupils' file. */
  classrooms: string[];
}

export interface GuardianRecord extends Name, Contact {
  source: Source;
  title: "Mme" | "M." | null;
  children: ChildRef[];
}

export interface StaffRecord extends Name, Contact {
  source: Source;
  title: "Mme" | "M." | null;
  isDirector: boolean;
  classrooms: string[];
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
}

export const noRecords = (): Records => ({ pupils: [], guardians: [], staff: [], rejected: [], notes: [] });
