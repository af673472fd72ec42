import { nameKey } from "../names.ts";
import type { Change } from "./plan-types.ts";
import type { Contact, GuardianRecord, Name, PupilRecord, StaffRecord } from "./records.ts";
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

/** The key by which later feeds find this person. */
const keyed = (known: { joinKey: string | null }, { joinKey }: { joinKey?: string | undefined }): Change[] =>
  diff(["joinKey"], known, { joinKey: joinKey ?? null });

interface Departing {
  leavesOn?: string | undefined;
}

const departed = ({ leftOn }: { leftOn: string | null }, day: string): Change[] =>
  leftOn === null ? [{ field: "leftOn", before: null, after: day }] : [];

/** A feed may name somebody by the name in use alone: it says nothing of the name at birth. */
const inKnownName = <R extends Name & { joinKey?: string | undefined }>(known: Name, record: R): R =>
  record.joinKey !== undefined &&
  record.usageName === null &&
  known.usageName !== null &&
  nameKey(record.lastName) === nameKey(known.usageName)
    ? { ...record, lastName: known.lastName, usageName: known.usageName }
    : record;

const yesNo = (value: boolean | null): string | null => (value === null ? null : value ? "Oui" : "Non");

const comings = (
  known: KnownPupil | KnownGuardian | KnownStaff,
  record: Departing & { joinKey?: string | undefined },
) => (record.leavesOn === undefined ? [...returned(known), ...keyed(known, record)] : departed(known, record.leavesOn));

export const diffPupil = (known: KnownPupil, record: PupilRecord): Change[] => [
  ...diff(
    [...name, "birthDate", "sex", "ine", "classroom", "level", ...place, "photoHint"],
    { ...known, photoHint: yesNo(known.photoHint) },
    { ...inKnownName(known, record), photoHint: yesNo(record.photoHint) },
  ),
  ...comings(known, record),
];

export const diffGuardian = (known: KnownGuardian, record: GuardianRecord): Change[] => [
  ...diff(["title", ...name, ...contact], known, inKnownName(known, record)),
  ...comings(known, record),
];

/** `classrooms`: the labels of the row as the directory will know them; empty when it names no class. */
export const diffStaff = (known: KnownStaff, record: StaffRecord, classrooms: readonly string[]): Change[] => {
  const isTaught = (label: string): boolean => known.classrooms.some((taught) => same(taught, label));
  const moves = classrooms.every(isTaught)
    ? []
    : [{ field: "classroom", before: known.classrooms.join(", ") || null, after: classrooms.join(", ") }];
  return [
    ...diff(["title", ...name, ...contact], known, inKnownName(known, record)),
    ...moves,
    ...comings(known, record),
  ];
};
