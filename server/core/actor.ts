/** One child about whom a guardian may know, with what this guardian may do for it. */
export interface Child {
  readonly id: string;
  readonly firstName: string;
  readonly displayName: string;
  readonly classroomIds: readonly string[];
  readonly groupIds: readonly string[];
  /** Signs usual acts: holds authority, known or presumed (art. 372-2 of the code civil). */
  readonly maySign: boolean;
}

export type Role = "head" | "teacher" | "staff" | "pupil" | "guardian" | "technician";

/** Whoever acts in a request, a job or a reply: loaded once by people/actor.ts, asked by every policy. */
export interface Actor {
  readonly id: string;
  readonly role: Role;
  readonly isHead: boolean;
  /** Head, teacher or other staff: works at the school. */
  readonly isStaff: boolean;
  readonly firstName: string;
  readonly displayName: string;
  /** A pupil's animal: symbol in static/avatars.svg; null for adults. */
  readonly avatar: string | null;
  /** Classes taught, or attended, this year. */
  readonly classroomIds: readonly string[];
  readonly groupIds: readonly string[];
  readonly children: readonly Child[];
  readonly childIds: readonly string[];
}
