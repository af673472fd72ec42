import type { Change } from "./plan-types.ts";
import type { Contact, GuardianRecord, PupilRecord, StaffRecord } from "./records.ts";
import type { KnownGuardian, KnownPupil, KnownStaff } from "./snapshot-types.ts";

const same = (a: string, b: string): boolean => a === b || a.toLowerCase() === b.toLowerCase();

/** An empty cell never erases what the directory knows: exports leave out much that a school has typed in. */
const diff = <K extends string>(
  fields: readonly K[],
  before: Record<K, string | null>,
  after: Record<K, string | null>,
): Change[] =>
  fields.flatMap((field) => {
    const [was, is] = [before[field], after[field]];
    return is === null || (was !== null && same(was, is)) ? [] : [{ field, before: was, after: is }];
  });

const name = ["lastName", "usageName", "firstName"] as const;
const place = ["address", "postcode", "city", "country"] as const;
const contact = [
  "email",
  "homePhone",
  "workPhone",
  "mobilePhone",
  ...place,
] as const satisfies readonly (keyof Contact)[];

/** Named again by the files: somebody who had left is back. */
const returned = ({ leftOn }: { leftOn: string | null }): Change[] =>
  leftOn === null ? [] : [{ field: "leftOn", before: leftOn, after: null }];

const yesNo = (value: boolean | null): string | null => (value === null ? null : value ? "Oui" : "Non");

export const diffPupil = (known: KnownPupil, record: PupilRecord): Change[] => [
  ...diff(
    [...name, "birthDate", "sex", "ine", "classroom", "level", ...place, "photoHint"],
    { ...known, photoHint: yesNo(known.photoHint) },
    { ...record, photoHint: yesNo(record.photoHint) },
  ),
  ...returned(known),
];

export const diffGuardian = (known: KnownGuardian, record: GuardianRecord): Change[] => [
  ...diff(["title", ...name, ...contact], known, record),
  ...returned(known),
];

/** `classrooms`: the labels of the row as the directory will know them; empty when it names no class. */
export const diffStaff = (known: KnownStaff, record: StaffRecord, classrooms: readonly string[]): Change[] => {
  const isTaught = (label: string): boolean => known.classrooms.some((taught) => same(taught, label));
  const moves = classrooms.every(isTaught)
    ? []
    : [{ field: "classroom", before: known.classrooms.join(", ") || null, after: classrooms.join(", ") }];
  return [...diff(["title", ...name, ...contact], known, record), ...moves, ...returned(known)];
};
