import type { FormerPlace } from "./former.ts";
import type { GuardianRecord, PupilRecord, Remark, StaffRecord } from "./records.ts";
import type { Authority, KnownPupil, KnownStaff } from "./snapshot-types.ts";

/** One value that differs: what the directory says, what the file says. */
export interface Change {
  field: string;
  before: string | null;
  after: string | null;
}

/** One field of two descriptions that may mean the same person, side by side. */
export interface Compared {
  field: string;
  /** As the file's row says. */
  row: string | null;
  /** As the directory says, or the file's other row. */
  known: string | null;
  /** Null where one of them says nothing. */
  agrees: boolean | null;
}

/** What the head may answer to a doubt. */
export interface Choice {
  value: string;
  text: string;
  /** What tells this choice from the others. */
  evidence: string;
  /** « Même personne ? »: the row beside this person. */
  compared?: Compared[] | undefined;
}

/** Why something waits for a person's decision. */
export interface Doubt {
  /** Names the question for ever: the answer is remembered under it. */
  key: string;
  reason: string;
  choices: Choice[];
}

/** Answers given by the head: doubt's key → choice's value. */
export type Decisions = ReadonlyMap<string, string>;

export type State = "new" | "changed" | "unchanged" | "doubtful";

interface Line<R> {
  record: R;
  /** The known person; null for somebody new or doubtful. */
  knownId: string | null;
  changes: Change[];
  doubt: Doubt | null;
}

export interface PupilLine extends Line<PupilRecord> {
  state: State;
  /** Stands for this pupil among the drop's files: where there is no id yet. */
  key: string;
  /** Last year's class, where a new year begins. */
  former?: FormerPlace | undefined;
  /** Every row of a doubtful pupil whose rows contradict each other; else the record alone. */
  rows: PupilRecord[];
}

export interface StaffLine extends Line<StaffRecord> {
  state: State;
}

/** A pupil as a guardian's row may mean it. */
export interface PupilTarget {
  /** PupilLine.key, or the id of a known pupil whom the files leave out. */
  key: string;
  knownId: string | null;
  text: string;
}

/** Parental authority over one child, as an import changes it. */
export interface AuthorityChange {
  /** Null: the link is new. */
  before: Authority | null;
  after: "held" | "none";
}

export interface ChildLine {
  text: string;
  /** "certain": linked by this import or before; "ended": a decision ended the link; "dismissed": the head said no. */
  state: "certain" | "doubtful" | "ended" | "dismissed";
  target: PupilTarget | null;
  isNew: boolean;
  authority: AuthorityChange | null;
  /** About the child, or about the authority over a child who is certain. */
  doubt: Doubt | null;
}

export interface GuardianLine extends Line<GuardianRecord> {
  /** "waiting": every child is doubtful, so that nobody is created yet. */
  state: State | "waiting";
  children: ChildLine[];
}

/** Somebody whom a new year's files no longer name: they leave the school, unless the head keeps them. */
export interface Departure {
  id: string;
  kind: "pupils" | "guardians" | "staff";
  name: string;
  /** Last year's class, or the children. */
  detail: string;
  /** The decision's name; null for guardians, who follow their children. */
  key: string | null;
  isKept: boolean;
}

export interface ClassroomLine {
  label: string;
  knownId: string | null;
  /** The former label, where the class is known under another one; last year's, where a new year begins. */
  renamedFrom: string | null;
  ondeId: string | null;
  levels: string[];
  pupils: number;
}

/** The head's word against the files': hers stands unless she says otherwise. */
export interface Kept {
  personId: string;
  name: string;
  field: string;
  /** What the directory says, corrected by hand. */
  byHand: string | null;
  /** What the file says. */
  file: string | null;
}

export interface Warning {
  text: string;
  /** Nothing is applied before somebody answers yes. */
  asks: boolean;
}

export interface Plan {
  pupils: PupilLine[];
  guardians: GuardianLine[];
  staff: StaffLine[];
  classrooms: ClassroomLine[];
  /** The year that these rows begin, and the one that ends by it; null within a year. */
  opens: { label: string; previous: string } | null;
  /** Who leaves with the year that ends; empty within a year. */
  departures: Departure[];
  /** Known people whom the files no longer name: within a year they are shown, never removed. */
  leavers: KnownPupil[];
  staffLeavers: KnownStaff[];
  kept: Kept[];
  rejected: Remark[];
  notes: Remark[];
  warnings: Warning[];
  /** Guardian–child pairs in force once the plan is applied. */
  links: number;
}

export interface Counts {
  new: number;
  changed: number;
  unchanged: number;
  doubtful: number;
  rejected: number;
}

export interface PlanCounts {
  pupils: Counts;
  guardians: Counts & { waiting: number };
  staff: Counts;
  classrooms: number;
  links: number;
  linksWaiting: number;
}
