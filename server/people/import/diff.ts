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

const yesNo = (value: boolean | null): string | null => (value === null ? null : value ? "Oui" : "Non");

export const diffPupil = (known: KnownPupil, record: PupilRecord): Change[] => [
  ...diff(
    [...name, "birthDate", "sex", "ine", "classroom", "level", ...place, "photoHint"],
    { ...known, photoHint: yesNo(known.photoHint) },
    { ...record, photoHint: yesNo(record.photoHint) },
  ),
  ...(known.leftOn === null ? [] : [{ field: "leftOn", before: known.leftOn, after: null }]),
];

export const diffGuardian = (known: KnownGuardian, record: GuardianRecord): Change[] =>
  diff(["title", ...name, ...contact], known, record);

/** `classrooms`: the labels of the row as the directory will know them; empty when it names no class. */
export const diffStaff = (known: KnownStaff, record: StaffRecord, classrooms: readonly string[]): Change[] => {
  const isTaught = (label: string): boolean => known.classrooms.some((taught) => same(taught, label));
  const moves = classrooms.every(isTaught)
    ? []
    : [{ field: "classroom", before: known.classrooms.join(", ") || null, after: classrooms.join(", ") }];
  const returns = known.leftOn === null ? [] : [{ field: "leftOn", before: known.leftOn, after: null }];
  return [...diff(["title", ...name, ...contact], known, record), ...moves, ...returns];
};
