import { fullName } from "../../names.ts";
import type { ChildRef, Feed, GuardianRecord, PupilRecord, Records } from "../records.ts";
import type { KnownGuardian, KnownPupil } from "../snapshot-types.ts";
import { guardianAsKnown, type KnownByKey } from "./known.ts";

const refTo = (joinKey: string, pupil: PupilRecord | KnownPupil): ChildRef => ({
  lastName: pupil.lastName,
  usageName: pupil.usageName,
  firstName: pupil.firstName,
  birthDate: pupil.birthDate,
  classrooms: pupil.classroom === null ? [] : [pupil.classroom],
  joinKey,
});

/** Joins guardians and pupils by their keys; who is not in the feed is looked for in the directory. */
class Family {
  private readonly records: Records;
  private readonly known: KnownByKey;
  private readonly pupils: ReadonlyMap<string, PupilRecord>;
  private readonly guardians: Map<string, GuardianRecord>;
  private readonly guardiansOf: ReadonlyMap<string, KnownGuardian[]>;
  /** The feed tells who the guardians are: whoever it leaves out, it leaves out. */
  private readonly tellsGuardians: boolean;

  constructor(records: Records, feed: Feed, known: KnownByKey) {
    this.records = records;
    this.known = known;
    this.tellsGuardians = feed.isDelta || records.guardians.some(({ joinKey }) => joinKey !== undefined);
    this.pupils = new Map(records.pupils.flatMap((pupil) => (pupil.joinKey ? [[pupil.joinKey, pupil]] : [])));
    this.guardians = new Map(records.guardians.flatMap((one) => (one.joinKey ? [[one.joinKey, one]] : [])));
    const links = [...known.guardians.values()].flatMap((guardian) =>
      [...guardian.childIds].map((pupilId) => ({ guardian, pupilId })),
    );
    const grouped = Map.groupBy(links, ({ pupilId }) => pupilId);
    this.guardiansOf = new Map([...grouped].map(([id, list]) => [id, list.map(({ guardian }) => guardian)]));
  }

  /** Children whom the guardian's own description names; others' children are not of this school. */
  name(record: GuardianRecord): GuardianRecord {
    const keys = record.childKeys ?? [];
    const named = keys.flatMap((key) => {
      const pupil = this.pupils.get(key) ?? this.known.pupils.get(key);
      return pupil === undefined ? [] : [refTo(key, pupil)];
    });
    const { childKeys: _, ...rest } = record;
    const whole = { ...rest, children: [...record.children, ...named] };
    if (record.joinKey) this.guardians.set(record.joinKey, whole);
    return whole;
  }

  /** The guardians who hold authority over a pupil, and those who are linked and are not said to hold it. */
  authorise(pupil: PupilRecord): void {
    const { joinKey, authorityKeys = [] } = pupil;
    if (joinKey === undefined || authorityKeys.length === 0 || !this.tellsGuardians) return;
    const holders = new Set(authorityKeys);
    const names = authorityKeys.flatMap((key) => this.nameOf(key));
    for (const key of holders) this.link(key, pupil, joinKey, "held", names);
    for (const [key, { children }] of this.guardians) {
      if (!holders.has(key) && children.some((child) => child.joinKey === joinKey))
        this.link(key, pupil, joinKey, "none", names);
    }
    const knownId = this.known.pupils.get(joinKey)?.id ?? "";
    for (const { joinKey: key } of this.guardiansOf.get(knownId) ?? []) {
      if (key !== null && !holders.has(key)) this.link(key, pupil, joinKey, "none", names);
    }
  }

  private nameOf(key: string): string[] {
    const guardian = this.guardians.get(key) ?? this.known.guardians.get(key);
    return guardian === undefined ? [] : [fullName(guardian)];
  }

  private link(key: string, pupil: PupilRecord, pupilKey: string, authority: "held" | "none", holders: string[]): void {
    const guardian = this.guardians.get(key) ?? this.recall(key, pupil);
    if (guardian === null) return;
    const ref = guardian.children.find((child) => child.joinKey === pupilKey);
    if (ref) Object.assign(ref, { authority, holders });
    else guardian.children.push({ ...refTo(pupilKey, pupil), authority, holders });
  }

  /** A guardian whom only the directory knows, as one more record of the feed. */
  private recall(key: string, { source }: PupilRecord): GuardianRecord | null {
    const known = this.known.guardians.get(key);
    if (known === undefined) {
      const reason = `Le responsable ${key} détient l’autorité parentale sur cet élève, mais n’est décrit nulle part.`;
      this.records.notes.push({ ...source, kind: "pupils", reason });
      return null;
    }
    const record = guardianAsKnown(known, source);
    this.guardians.set(key, record);
    this.records.guardians.push(record);
    return record;
  }
}

/** Gives each guardian of a feed their children, with the authority over them. */
export const linkChildren = (records: Records, feed: Feed, known: KnownByKey): void => {
  const family = new Family(records, feed, known);
  records.guardians = records.guardians.map((record) => family.name(record));
  for (const pupil of records.pupils) family.authorise(pupil);
  const [whole, alone] = [[] as GuardianRecord[], [] as GuardianRecord[]];
  for (const record of records.guardians) {
    const isKnown = record.joinKey !== undefined && known.guardians.has(record.joinKey);
    (record.children.length > 0 || isKnown ? whole : alone).push(record);
  }
  records.guardians = whole;
  for (const { source } of alone) {
    records.rejected.push({ ...source, kind: "guardians", reason: "Aucun enfant de cette école n’est nommé." });
  }
};
