import { createHash } from "node:crypto";
import { nameKey } from "../names.ts";
import type { PupilRecord } from "./records.ts";
import type { KnownPupil } from "./snapshot-types.ts";

interface Identified {
  lastName: string;
  firstName: string;
  birthDate: string | null;
}

/** Birth name, first name and birth date: what tells pupils apart where there is no INE. */
export const identityOf = (pupil: Identified): string =>
  `${nameKey(pupil.lastName, pupil.firstName)}|${pupil.birthDate}`;

/** False when two INEs say that these are two pupils. */
export const mayBeOne = (a: { ine: string | null }, b: { ine: string | null }): boolean =>
  a.ine === null || b.ine === null || a.ine === b.ine;

interface Keyed {
  joinKey?: string | null | undefined;
}

/** False when two keys of the academic directory say that these are two people. */
export const hasOneKey = (a: Keyed, b: Keyed): boolean => !a.joinKey || !b.joinKey || a.joinKey === b.joinKey;

/** Of birth name, first name and birth date, at least two are the same. */
export const isMuchAlike = (a: Identified, b: Identified): boolean =>
  [
    a.birthDate === b.birthDate,
    nameKey(a.firstName) === nameKey(b.firstName),
    nameKey(a.lastName) === nameKey(b.lastName),
  ].filter(Boolean).length >= 2;

export const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 24);

/** What a row says, wherever it stands. */
export const contentOf = ({ source: _, ...content }: PupilRecord): string => JSON.stringify(content);

const frenchDay = (day: string | null): string => day?.split("-").reverse().join("/") ?? "date inconnue";

interface Described extends Identified {
  ine: string | null;
  classroom: string | null;
  address: string | null;
}

/** What tells one pupil from another of the same name, in a few words. */
export const evidenceOf = ({ birthDate, ine, classroom, address }: Described): string =>
  [`naissance le ${frenchDay(birthDate)}`, ine === null ? "sans INE" : `INE ${ine}`, classroom, address]
    .filter((text) => text !== null)
    .join(", ");

export const push = <K, V>(map: Map<K, V[]>, key: K, value: V): void => {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
};

/** The directory's pupils by everything that a row may know of them. */
export class PupilIndex {
  readonly byIne = new Map<string, KnownPupil>();
  readonly byIdentity = new Map<string, KnownPupil[]>();
  readonly byName = new Map<string, KnownPupil[]>();
  readonly byId = new Map<string, KnownPupil>();
  readonly byKey = new Map<string, KnownPupil>();
  constructor(known: readonly KnownPupil[]) {
    for (const pupil of known) {
      if (pupil.ine !== null) this.byIne.set(pupil.ine, pupil);
      push(this.byIdentity, identityOf(pupil), pupil);
      push(this.byName, nameKey(pupil.lastName, pupil.firstName), pupil);
      this.byId.set(pupil.id, pupil);
      if (pupil.joinKey !== null) this.byKey.set(pupil.joinKey, pupil);
    }
  }
}
