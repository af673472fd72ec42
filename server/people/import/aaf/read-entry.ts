import type { Places } from "../layouts.ts";
import { type Read, readAdult, readPupil, readStaff } from "../read-row.ts";
import type { GuardianRecord, PupilRecord, Records, Source, StaffRecord } from "../records.ts";
import type { Row } from "../rows.ts";
import { readDay } from "../values.ts";
import { firstOf, partOf, type Values } from "./entries.ts";

/** A request's attributes as the row of a table: one reader, one set of rules for both. */
type Cells = Readonly<Record<string, string | null>>;

const places = [
  "lastName",
  "usageName",
  "firstName",
  "birthDate",
  "sex",
  "title",
  "ine",
  "level",
  "classroom",
  "classroomRef",
  "email",
  "homePhone",
  "workPhone",
  "mobilePhone",
  "address",
  "postcode",
  "city",
  "country",
] as const;

const mapping: Places = {
  columns: new Map(places.map((field, place) => [field, [place]])),
  children: [],
};

const rowOf = (cells: Cells, { line }: Source): Row => ({ line, cells: places.map((field) => cells[field] ?? "") });

/** ENTPersonNom is the name in use, ENTPersonNomPatro the one at birth; the former alone stands for both. */
const nameOf = (values: Values): Cells => {
  const inUse = firstOf(values, "ENTPersonNom");
  const atBirth = firstOf(values, "ENTPersonNomPatro") ?? inUse;
  return {
    lastName: atBirth,
    usageName: inUse === atBirth ? null : inUse,
    firstName: firstOf(values, "ENTPersonPrenom"),
  };
};

/** `school$…$cycle$key$label`, of this school. */
const classesOf = (values: Values, structureKey: string): readonly string[] =>
  (values.ENTPersonClasses ?? []).filter((value) => partOf(value, 0) === structureKey);

const keysIn = (values: Values, name: string): string[] => [
  ...new Set((values[name] ?? []).map((value) => partOf(value, 0)).filter((key) => key !== "")),
];

const readPupilEntry = (joinKey: string, values: Values, structureKey: string, source: Source): Read<PupilRecord> => {
  const [place = ""] = classesOf(values, structureKey);
  const cells = {
    ...nameOf(values),
    birthDate: firstOf(values, "ENTPersonDateNaissance"),
    sex: { Mme: "F", Mlle: "F", "M.": "M" }[firstOf(values, "ENTPersonCivilite") ?? ""] ?? null,
    ine: firstOf(values, "ENTEleveINE"),
    level: firstOf(values, "ENTEleveNiveau"),
    classroom: partOf(place, 4),
    classroomRef: partOf(place, 3),
  };
  const read = readPupil(rowOf(cells, source), mapping, source);
  if ("rejected" in read) return read;
  const authorityKeys = keysIn(values, "ENTEleveAutoriteParentale");
  const leavesOn = readDay(firstOf(values, "ENTEleveDateSortieStructRattach") ?? "") ?? undefined;
  return { ...read, record: { ...read.record, joinKey, authorityKeys, leavesOn } };
};

const adultCells = (values: Values): Cells => ({
  ...nameOf(values),
  title: firstOf(values, "ENTPersonCivilite"),
  email: firstOf(values, "ENTPersonMail"),
  homePhone: firstOf(values, "ENTPersonTelPerso"),
  workPhone: firstOf(values, "ENTPersRelEleveTelPro"),
  mobilePhone: firstOf(values, "ENTPersRelEleveTelMobile"),
  address: firstOf(values, "ENTPersonAdresse"),
  postcode: firstOf(values, "ENTPersonCodePostal"),
  city: firstOf(values, "ENTPersonVille"),
  country: firstOf(values, "ENTPersonPays"),
});

const readGuardianEntry = (joinKey: string, values: Values, source: Source): Read<GuardianRecord> => {
  const read = readAdult(rowOf(adultCells(values), source), mapping, source);
  if ("rejected" in read) return read;
  return { ...read, record: { ...read.record, joinKey, childKeys: keysIn(values, "ENTPersRelEleveEleve") } };
};

/** Head of this school: `key$D`, or `D` alone. */
const isDirector = (values: Values, structureKey: string): boolean =>
  (values.ENTEnsFonctionDir ?? []).some((value) => {
    const parts = value.split("$");
    return parts.at(-1)?.trim() === "D" && (parts.length === 1 || partOf(value, 0) === structureKey);
  });

const readStaffEntry = (joinKey: string, values: Values, structureKey: string, source: Source): Read<StaffRecord> => {
  const read = readStaff(rowOf(adultCells(values), source), mapping, source);
  if ("rejected" in read) return read;
  const classrooms = classesOf(values, structureKey).map((value) => partOf(value, 4));
  const named = classrooms.filter((label) => label !== "");
  return {
    ...read,
    record: { ...read.record, joinKey, isDirector: isDirector(values, structureKey), classrooms: named },
  };
};

/** Attached to this school, or in one of its classes. */
export const isPupilOf = (values: Values, structureKey: string): boolean =>
  [...(values.ENTPersonStructRattach ?? []), ...(values.ENTPersonClasses ?? [])].some(
    (value) => partOf(value, 0) === structureKey,
  );

export const isOfStaff = (values: Values, structureKey: string): boolean =>
  [...(values.ENTPersonStructRattach ?? []), ...(values.ENTPersonFonctions ?? [])].some(
    (value) => partOf(value, 0) === structureKey,
  );

/** Reads one whole description and files it where it belongs; also for a delta's modifications, once they are whole. */
export const readInto = (
  records: Records,
  kind: "pupils" | "guardians" | "staff",
  joinKey: string,
  values: Values,
  source: Source,
): void => {
  const structureKey = records.feed?.structureKey ?? "";
  const keep = <T>(read: Read<T>, into: T[]): void => {
    if ("rejected" in read) records.rejected.push({ ...source, kind, reason: read.rejected });
    else {
      into.push(read.record);
      if (read.note !== null) records.notes.push({ ...source, kind, reason: read.note });
    }
  };
  if (kind === "pupils") keep(readPupilEntry(joinKey, values, structureKey, source), records.pupils);
  else if (kind === "guardians") keep(readGuardianEntry(joinKey, values, source), records.guardians);
  else keep(readStaffEntry(joinKey, values, structureKey, source), records.staff);
};
