import { nameKey } from "../names.ts";
import { push } from "./pupil-identity.ts";
import type { GuardianRecord } from "./records.ts";
import type { KnownGuardian } from "./snapshot-types.ts";

const isTitleAlike = (a: string | null, b: string | null): boolean => a === null || b === null || a === b;

/** The directory's guardians by name and by child. */
export class GuardianIndex {
  private readonly byName = new Map<string, KnownGuardian[]>();
  private readonly byUsage = new Map<string, KnownGuardian[]>();
  private readonly byChild = new Map<string, KnownGuardian[]>();
  readonly byKey = new Map<string, KnownGuardian>();
  readonly byId = new Map<string, KnownGuardian>();

  constructor(known: readonly KnownGuardian[]) {
    for (const guardian of known) {
      this.byId.set(guardian.id, guardian);
      if (guardian.joinKey !== null) this.byKey.set(guardian.joinKey, guardian);
      push(this.byName, nameKey(guardian.lastName, guardian.firstName), guardian);
      if (guardian.usageName !== null) push(this.byUsage, nameKey(guardian.usageName, guardian.firstName), guardian);
      for (const child of [...guardian.childIds, ...guardian.endedChildIds]) push(this.byChild, child, guardian);
    }
  }

  /** Same name, first name and title; by the name in use only where none of these has the name at birth. */
  named(
    { lastName, usageName, firstName, title }: GuardianRecord,
    isPossible: (known: KnownGuardian) => boolean,
  ): KnownGuardian[] {
    const isAlike = (known: KnownGuardian): boolean => isTitleAlike(known.title, title) && isPossible(known);
    const birth = (this.byName.get(nameKey(lastName, firstName)) ?? []).filter(isAlike);
    const inUse = [
      ...(this.byUsage.get(nameKey(lastName, firstName)) ?? []),
      ...(usageName === null ? [] : (this.byName.get(nameKey(usageName, firstName)) ?? [])),
    ];
    return birth.length > 0 ? birth : [...new Set(inUse)].filter(isAlike);
  }

  /** Guardians of one of these pupils with this first name and title, whatever their family name. */
  alikeAround(pupilIds: readonly string[], { firstName, title }: GuardianRecord): KnownGuardian[] {
    const around = new Set(pupilIds.flatMap((id) => this.byChild.get(id) ?? []));
    return [...around].filter(
      (known) => nameKey(known.firstName) === nameKey(firstName) && isTitleAlike(known.title, title),
    );
  }
}

export const sharesChild = (guardian: KnownGuardian, pupilIds: readonly string[]): boolean =>
  pupilIds.some((id) => guardian.childIds.has(id) || guardian.endedChildIds.has(id));

/** Same telephone, and same e-mail or address: a namesake without a child in common who may be the same person. */
export const hasSameContacts = (known: KnownGuardian, record: GuardianRecord): boolean =>
  record.mobilePhone !== null &&
  record.mobilePhone === known.mobilePhone &&
  ((record.email !== null && record.email === known.email) ||
    (record.address !== null && record.address === known.address));
