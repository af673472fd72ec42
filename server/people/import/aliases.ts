import { fullName, nameKey } from "../names.ts";
import { identityOf } from "./pupil-identity.ts";
import type { ChildRef, GuardianRecord, PupilRecord, Records, Remark, StaffRecord } from "./records.ts";
import type { KnownAlias, KnownGuardian, KnownPupil, KnownStaff, Snapshot } from "./snapshot-types.ts";

/** What a file says of somebody whom the directory knows under another name. */
export interface Saying {
  readonly personId: string;
  readonly values: Readonly<Record<string, string | null>>;
}

interface Recognised {
  readonly records: Records;
  readonly sayings: readonly Saying[];
}

const nameOf = ({ lastName, firstName }: { lastName: string; firstName: string }): string =>
  nameKey(lastName, firstName);

interface Aliased<Known> {
  readonly alias: KnownAlias;
  readonly known: Known;
}

const aliased = <Known extends { id: string }>(
  aliases: readonly KnownAlias[],
  known: readonly Known[],
): Aliased<Known>[] => {
  const byId = new Map(known.map((one) => [one.id, one]));
  return aliases.flatMap((alias) => {
    const one = byId.get(alias.personId);
    return one === undefined ? [] : [{ alias, known: one }];
  });
};

const united = (known: { lastName: string; usageName: string | null; firstName: string }): string =>
  `C’est ${fullName(known)} sous un autre nom\u00a0: les deux fiches ont été réunies.`;

const hasKey = (record: { joinKey?: string | undefined }, key: string | null): boolean =>
  key !== null && record.joinKey === key;

/** Pupils' rows and other rows' children under the names that the directory uses. */
class PupilAliases {
  private readonly aliased: readonly Aliased<KnownPupil>[];
  private readonly identities: ReadonlySet<string>;

  constructor({ aliases, pupils }: Snapshot) {
    this.aliased = aliased(aliases, pupils);
    this.identities = new Set(pupils.map(identityOf));
  }

  find(record: PupilRecord): KnownPupil | undefined {
    const is = ({ alias }: Aliased<KnownPupil>): boolean =>
      (record.ine !== null && record.ine === alias.ine) ||
      hasKey(record, alias.joinKey) ||
      (identityOf(record) === identityOf(alias) && !this.identities.has(identityOf(record)));
    return this.aliased.find(is)?.known;
  }

  findChild(ref: ChildRef, isPossible: (known: KnownPupil) => boolean): KnownPupil | undefined {
    const is = ({ alias, known }: Aliased<KnownPupil>): boolean =>
      hasKey(ref, alias.joinKey) ||
      (nameOf(ref) === nameOf(alias) &&
        (ref.birthDate === null || ref.birthDate === alias.birthDate) &&
        nameOf(alias) !== nameOf(known) &&
        isPossible(known));
    return this.aliased.find(is)?.known;
  }
}

const asKnown = (record: PupilRecord, known: KnownPupil): PupilRecord => ({
  ...record,
  lastName: known.lastName,
  usageName: known.usageName,
  firstName: known.firstName,
  birthDate: known.birthDate ?? record.birthDate,
  ine: known.ine ?? record.ine,
  joinKey: known.joinKey ?? record.joinKey,
});

const isOf = (record: PupilRecord, known: KnownPupil): boolean =>
  (record.ine !== null && record.ine === known.ine) ||
  hasKey(record, known.joinKey) ||
  identityOf(record) === identityOf(known);

const said = (personId: string, record: PupilRecord | GuardianRecord | StaffRecord): Saying => {
  const { lastName, usageName, firstName } = record;
  const pupil = "birthDate" in record ? { birthDate: record.birthDate, ine: record.ine } : {};
  const adult = "title" in record ? { title: record.title } : {};
  return { personId, values: { lastName, usageName, firstName, ...pupil, ...adult } };
};

const recognisePupils = (
  records: readonly PupilRecord[],
  aliases: PupilAliases,
  notes: Remark[],
  sayings: Saying[],
) => {
  const met = records.map((record) => ({ record, known: aliases.find(record) }));
  return met.flatMap(({ record, known }): PupilRecord[] => {
    if (known === undefined) return [record];
    if (records.some((other) => other !== record && isOf(other, known))) {
      notes.push({ ...record.source, kind: "pupils", reason: united(known) });
      return [];
    }
    sayings.push(said(known.id, record));
    return [asKnown(record, known)];
  });
};

const childAsKnown = (ref: ChildRef, known: KnownPupil): ChildRef => ({
  ...ref,
  lastName: known.lastName,
  usageName: known.usageName,
  firstName: known.firstName,
  birthDate: ref.birthDate === null ? null : known.birthDate,
  joinKey: known.joinKey ?? ref.joinKey,
});

const isTitleAlike = (a: string | null, b: string | null): boolean => a === null || b === null || a === b;

/** Guardians' rows: an alias counts where a child is shared, as a name does. */
class GuardianAliases {
  private readonly aliased: readonly Aliased<KnownGuardian>[];
  private readonly childNames: ReadonlyMap<string, ReadonlySet<string>>;

  constructor({ aliases, guardians, pupils }: Snapshot) {
    this.aliased = aliased(aliases, guardians);
    const names = new Map(pupils.map((pupil) => [pupil.id, nameOf(pupil)]));
    this.childNames = new Map(
      this.aliased.map(({ known }) => [
        known.id,
        new Set([...known.childIds, ...known.endedChildIds].map((id) => names.get(id) ?? "")),
      ]),
    );
  }

  find(record: GuardianRecord): KnownGuardian | undefined {
    const sharesChild = (id: string): boolean =>
      record.children.some((ref) => this.childNames.get(id)?.has(nameOf(ref)) === true);
    const isNamed = (one: { lastName: string; firstName: string; title: string | null }): boolean =>
      nameOf(record) === nameOf(one) && isTitleAlike(record.title, one.title);
    const is = ({ alias, known }: Aliased<KnownGuardian>): boolean =>
      hasKey(record, alias.joinKey) || ((isNamed(alias) || isNamed(known)) && sharesChild(known.id));
    return this.aliased.find(is)?.known;
  }
}

const recogniseGuardians = (
  records: readonly GuardianRecord[],
  snapshot: Snapshot,
  children: PupilAliases,
  sayings: Saying[],
): GuardianRecord[] => {
  const aliases = new GuardianAliases(snapshot);
  return records.map((row) => {
    const named = row.children.map((ref) => {
      const known = children.findChild(ref, () => true);
      return known === undefined ? ref : childAsKnown(ref, known);
    });
    const record: GuardianRecord = { ...row, children: named, knownId: undefined };
    const known = aliases.find(record);
    if (known === undefined) return record;
    if (nameOf(record) !== nameOf(known) || record.title !== known.title) sayings.push(said(known.id, record));
    const { lastName, usageName, firstName, title } = known;
    return {
      ...record,
      lastName,
      usageName,
      firstName,
      title,
      joinKey: known.joinKey ?? row.joinKey,
      knownId: known.id,
    };
  });
};

const recogniseStaff = (
  records: readonly StaffRecord[],
  { aliases, staff }: Snapshot,
  sayings: Saying[],
): StaffRecord[] => {
  const known = aliased<KnownStaff>(aliases, staff);
  const names = new Set(staff.map(nameOf));
  return records.map((record) => {
    const member = known.find(
      ({ alias }) => hasKey(record, alias.joinKey) || (nameOf(record) === nameOf(alias) && !names.has(nameOf(record))),
    )?.known;
    if (member === undefined) return record;
    const hasOwnRow = records.some((other) => other !== record && nameOf(other) === nameOf(member));
    if (!hasOwnRow) sayings.push(said(member.id, record));
    const { lastName, usageName, firstName } = member;
    const joinKey = member.joinKey ?? record.joinKey;
    return { ...record, lastName, usageName, firstName, joinKey, email: hasOwnRow ? null : record.email };
  });
};

/**
 * Rows that name somebody as the directory no longer does (merged records, a name corrected by hand) are put under the name
 * that it uses, so that nobody is created again. `sayings` keeps what the files said.
 */
export const recognise = (records: Records, snapshot: Snapshot): Recognised => {
  if (snapshot.aliases.length === 0) return { records, sayings: [] };
  const sayings: Saying[] = [];
  const notes = [...records.notes];
  const pupils = new PupilAliases(snapshot);
  return {
    records: {
      ...records,
      notes,
      pupils: recognisePupils(records.pupils, pupils, notes, sayings),
      guardians: recogniseGuardians(records.guardians, snapshot, pupils, sayings),
      staff: recogniseStaff(records.staff, snapshot, sayings),
    },
    sayings,
  };
};
