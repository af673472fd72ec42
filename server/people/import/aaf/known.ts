import type { GuardianRecord, PupilRecord, Source, StaffRecord } from "../records.ts";
import type { KnownGuardian, KnownPupil, KnownStaff, Snapshot } from "../snapshot-types.ts";
import type { Values } from "./entries.ts";

const byKey = <T extends { id: string; joinKey: string | null }>(
  known: readonly T[],
  aliases: Snapshot["aliases"],
): Map<string, T> => {
  const byId = new Map(known.map((one) => [one.id, one]));
  const keyed = [
    ...aliases.map(({ personId, joinKey }) => [joinKey, byId.get(personId)] as const),
    ...known.map((one) => [one.joinKey, one] as const),
  ];
  return new Map(keyed.flatMap(([key, one]) => (key === null || one === undefined ? [] : [[key, one] as const])));
};

/** The people of the directory whom an earlier feed has named; of two records that are one, under both keys. */
export class KnownByKey {
  readonly pupils: ReadonlyMap<string, KnownPupil>;
  readonly guardians: ReadonlyMap<string, KnownGuardian>;
  readonly staff: ReadonlyMap<string, KnownStaff>;

  constructor({ pupils, guardians, staff, aliases }: Snapshot) {
    this.pupils = byKey(pupils, aliases);
    this.guardians = byKey(guardians, aliases);
    this.staff = byKey(staff, aliases);
  }
}

type Known = KnownPupil | KnownGuardian | KnownStaff;

/** Who somebody is, as a feed would say it: a delta repeats nothing of it. */
export const identityValues = (known: Known): Values => ({
  ENTPersonNomPatro: [known.lastName],
  ENTPersonNom: [known.usageName ?? known.lastName],
  ENTPersonPrenom: [known.firstName],
  ...("birthDate" in known && known.birthDate !== null ? { ENTPersonDateNaissance: [known.birthDate] } : {}),
});

const name = ({ lastName, usageName, firstName }: Known) => ({ lastName, usageName, firstName });
const nowhere = { address: null, postcode: null, city: null, country: null };
const unreachable = { ...nowhere, email: null, homePhone: null, workPhone: null, mobilePhone: null };

/** Records that change nothing of whoever they stand for: what is empty erases nothing. */
export const pupilAsKnown = (known: KnownPupil, source: Source): PupilRecord => ({
  source,
  ...name(known),
  ...nowhere,
  birthDate: known.birthDate ?? "",
  sex: null,
  ine: known.ine,
  level: null,
  classroom: null,
  classroomRef: null,
  photoHint: null,
  joinKey: known.joinKey ?? undefined,
});

export const guardianAsKnown = (known: KnownGuardian, source: Source): GuardianRecord => ({
  source,
  ...name(known),
  ...unreachable,
  title: known.title,
  children: [],
  joinKey: known.joinKey ?? undefined,
});

export const staffAsKnown = (known: KnownStaff, source: Source): StaffRecord => ({
  source,
  ...name(known),
  ...unreachable,
  title: known.title,
  isDirector: false,
  classrooms: [],
  joinKey: known.joinKey ?? undefined,
});
