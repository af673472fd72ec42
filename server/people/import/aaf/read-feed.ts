import type { Kind } from "../layouts.ts";
import { noRecords, type Records } from "../records.ts";
import { Refused } from "../refuse.ts";
import type { XmlEncoding } from "./encoding.ts";
import { type Entry, firstOf, partOf, type Values } from "./entries.ts";
import { kindOf, LatestEntries } from "./latest.ts";
import { isOfStaff, isPupilOf, readInto } from "./read-entry.ts";
import { readEntries } from "./xml.ts";

/** The school whose people are read. */
export interface FeedSchool {
  uai: string;
  /** Its key in the academic directory, where an earlier feed told it. */
  structureKey: string | null;
}

const schoolName = ({ values }: Entry): string =>
  [firstOf(values, "ENTStructureNomCourant"), firstOf(values, "ENTStructureUAI")].filter(Boolean).join(", ");

const refuseOthers = (uai: string, schools: readonly Entry[]): never => {
  if (schools.length === 0) {
    throw new Refused(
      `Ce flux ne dit pas de quelle école il parle. Déposez aussi son fichier «\u00a0EtabEducNat\u00a0», où figure votre UAI (${uai}).`,
    );
  }
  const named = schools.slice(0, 3).map(schoolName).join("\u202f; ");
  const more = schools.length > 3 ? ` et ${schools.length - 3} autres` : "";
  throw new Refused(`Ce flux ne contient pas votre école (${uai}). Il contient\u00a0: ${named}${more}.`);
};

/** Other requests refer to a person by the join key; the identifier is the same, or stands in for it. */
const withOwnKey = (entry: Entry): Entry => {
  const { values, id } = entry;
  return { ...entry, id: firstOf(values, "ENTPersonJointure") ?? firstOf(values, "ENTStructureJointure") ?? id };
};

const titles: Readonly<Record<string, string>> = {
  Eleve: "Élèves",
  PersRelEleve: "Responsables",
  PersEducNat: "Équipe",
  EtabEducNat: "École",
};

export interface FeedFile {
  title: string;
  kind: Kind | "school";
  encoding: XmlEncoding;
  rows: number;
}

/** Reads the files of one feed, in any order; `finish` gives what they say of one school. */
export class FeedGatherer {
  private readonly latest = new LatestEntries();
  private readonly records: Records = noRecords();
  private isDelta: boolean | null = null;
  private hasChanges = false;
  private firstFile = "";

  add(name: string, bytes: Uint8Array): FeedFile {
    this.noteExtent(name);
    this.firstFile ||= name;
    const seen = new Map<string, number>();
    const { encoding, isMisdeclared } = readEntries(name, bytes, (entry) => {
      seen.set(entry.category, (seen.get(entry.category) ?? 0) + 1);
      this.hasChanges ||= entry.operation !== "add";
      this.noteUnknown(entry);
      this.keep(withOwnKey(entry));
    });
    const [category = ""] = [...seen].sort((a, b) => b[1] - a[1])[0] ?? [];
    const rows = [...seen.values()].reduce((sum, count) => sum + count, 0);
    const kind = kindOf({ category }) ?? "school";
    if (isMisdeclared) {
      const reason = "Ce fichier annonce un autre encodage que le sien\u00a0: il a été lu en UTF-8.";
      this.records.notes.push({ file: name, line: 1, kind: kind === "school" ? "pupils" : kind, reason });
    }
    return { title: `${titles[category] ?? "Flux"} (annuaire académique)`, kind, encoding, rows };
  }

  private keep(entry: Entry): void {
    const kind = kindOf(entry);
    if (entry.id !== "") this.latest.add(entry);
    else if (kind !== undefined) this.records.rejected.push({ ...entry.source, kind, reason: "L’identifiant manque." });
  }

  private noteExtent(name: string): void {
    const isDelta = /delta/i.test(name) ? true : /complet/i.test(name) ? false : null;
    if (isDelta === null) return;
    if (this.isDelta !== null && this.isDelta !== isDelta) {
      throw new Refused(
        "Un flux complet et un flux de différences (delta) sont mêlés. Importez d’abord le complet, puis l’autre.",
      );
    }
    this.isDelta = isDelta;
  }

  private noteUnknown(entry: Entry): void {
    const kind = kindOf(entry);
    if (kind === undefined || entry.unknown.length === 0) return;
    const reason = `Fiche ${entry.id}\u00a0: la modification de ${entry.unknown.join(", ")} n’est pas un remplacement\u00a0; elle est laissée de côté.`;
    this.records.notes.push({ ...entry.source, kind, reason });
  }

  /** Throws Refused when the feed speaks of other schools only, or of nobody. */
  finish(school: FeedSchool): Records {
    const structureKey = this.structureOf(school);
    const feed = { isDelta: this.isDelta ?? this.hasChanges, structureKey, patches: [], departures: [] };
    const records: Records = { ...this.records, notes: [...this.records.notes, ...this.latest.notes], feed };
    const isHere = this.readPupils(records, structureKey);
    this.readGuardians(records, isHere);
    for (const entry of this.latest.of("PersEducNat")) this.place(entry, records, structureKey, isOfStaff);
    const people = [records.pupils, records.guardians, records.staff, records.rejected];
    if (people.every((list) => list.length === 0) && feed.patches.length + feed.departures.length === 0) {
      throw new Refused("Ce flux ne cite personne de votre école.", this.firstFile);
    }
    return records;
  }

  private structureOf({ uai, structureKey }: FeedSchool): string {
    const schools = this.latest.of("EtabEducNat").filter(({ operation }) => operation !== "delete");
    const own = schools.find(({ values }) => firstOf(values, "ENTStructureUAI")?.toUpperCase() === uai);
    if (own) return own.id;
    const classes = this.latest.of("Eleve").flatMap(({ values }) => values.ENTPersonClasses ?? []);
    const named = classes.find((value) => partOf(value, 1).toUpperCase() === uai);
    if (named !== undefined) return partOf(named, 0);
    const isKnown =
      structureKey !== null && schools.every(({ id }) => id !== structureKey) && (this.isDelta ?? this.hasChanges);
    return isKnown ? structureKey : refuseOthers(uai, schools);
  }

  /** Returns who may be a pupil of this school: in a delta, whoever is not said to be another school's. */
  private readPupils(records: Records, structureKey: string): (key: string) => boolean {
    const entries = this.latest.of("Eleve");
    for (const entry of entries) this.place(entry, records, structureKey, isPupilOf);
    const own = new Set(records.pupils.map(({ joinKey }) => joinKey));
    if (records.feed?.isDelta !== true) return (key) => own.has(key);
    const others = new Set(
      entries
        .filter(({ operation, values }) => operation === "add" && !isPupilOf(values, structureKey))
        .map(({ id }) => id),
    );
    return (key) => !others.has(key);
  }

  private readGuardians(records: Records, isHere: (key: string) => boolean): void {
    const holders = new Set(records.pupils.flatMap(({ authorityKeys }) => authorityKeys ?? []));
    for (const entry of this.latest.of("PersRelEleve")) {
      const children = entry.values.ENTPersRelEleveEleve ?? [];
      const concerns = holders.has(entry.id) || children.some((value) => isHere(partOf(value, 0)));
      this.place(entry, records, "", () => concerns);
    }
  }

  private place(
    { operation, id, values, source, ...entry }: Entry,
    records: Records,
    structureKey: string,
    isOfSchool: (values: Values, structureKey: string) => boolean,
  ): void {
    const kind = kindOf(entry);
    const { feed } = records;
    if (kind === undefined || !feed) return;
    const isMoved = operation === "modify" && "ENTPersonStructRattach" in values && !isOfSchool(values, structureKey);
    if (operation === "delete" || isMoved) feed.departures.push({ kind, joinKey: id, source });
    else if (operation === "modify") feed.patches.push({ kind, joinKey: id, values, source });
    else if (isOfSchool(values, structureKey)) readInto(records, kind, id, values, source);
  }
}
