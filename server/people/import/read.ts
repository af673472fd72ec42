import { createHash } from "node:crypto";
import { decode, type Encoding } from "./decode.ts";
import { type Kind, type Mapping, mapColumns } from "./layouts.ts";
import { type Read, readGuardian, readPupil, readStaff } from "./read-row.ts";
import { noRecords, type Records, type Source } from "./records.ts";
import { Refused } from "./refuse.ts";
import { type Row, readTable, type Table } from "./rows.ts";

export interface Dropped {
  name: string;
  bytes: Uint8Array;
}

/** What a file turned out to be. */
export interface FileSummary {
  name: string;
  sha256: string;
  kind: Kind;
  title: string;
  encoding: Encoding;
  rows: number;
}

export interface Reading {
  files: FileSummary[];
  records: Records;
}

const gather = <T>(
  table: Table,
  mapping: Mapping,
  file: string,
  read: (row: Row, mapping: Mapping, source: Source) => Read<T>,
  into: T[],
  records: Records,
): void => {
  const { kind } = mapping.layout;
  for (const row of table.rows) {
    const source = { file, line: row.line };
    const outcome = read(row, mapping, source);
    if ("rejected" in outcome) {
      records.rejected.push({ ...source, kind, reason: outcome.rejected });
      continue;
    }
    into.push(outcome.record);
    if (outcome.note !== null) records.notes.push({ ...source, kind, reason: outcome.note });
  }
};

const gatherKind = (table: Table, mapping: Mapping, file: string, records: Records): void => {
  const { kind } = mapping.layout;
  if (kind === "pupils") gather(table, mapping, file, readPupil, records.pupils, records);
  else if (kind === "guardians") gather(table, mapping, file, readGuardian, records.guardians, records);
  else gather(table, mapping, file, readStaff, records.staff, records);
};

const noteMissingRows = (table: Table, kind: Kind, file: string, records: Records): void => {
  if (table.announced === null || table.announced === table.rows.length) return;
  const reason = `Le fichier annonce ${table.announced} lignes et en contient ${table.rows.length}\u202f: il en manque peut-être.`;
  records.notes.push({ file, line: table.rows.at(-1)?.line ?? 1, kind, reason });
};

const readFile = ({ name, bytes }: Dropped, records: Records): FileSummary => {
  const { text, encoding } = decode(bytes);
  const table = readTable(text);
  const mapping = mapColumns(table.headers);
  const { kind, title } = mapping.layout;
  if (table.rows.length === 0)
    throw new Refused("Ce fichier n’a que des titres de colonnes\u202f: personne n’y figure.");
  gatherKind(table, mapping, name, records);
  noteMissingRows(table, kind, name, records);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { name, sha256, kind, title, encoding, rows: table.rows.length };
};

const named = (error: unknown, file: string): unknown =>
  error instanceof Refused ? new Refused(error.message, file) : error;

/** Everything that files dropped together say, in any order. Throws Refused, naming the file, when one cannot be used. */
export const readFiles = (dropped: readonly Dropped[]): Reading => {
  if (dropped.length === 0) throw new Refused("Aucun fichier n’a été choisi.");
  const records = noRecords();
  const files: FileSummary[] = [];
  for (const file of dropped) {
    try {
      files.push(readFile(file, records));
    } catch (error) {
      throw named(error, file.name);
    }
  }
  return { files, records };
};
