import { createHash } from "node:crypto";
import { type FeedFile, FeedGatherer, type FeedSchool } from "./aaf/read-feed.ts";
import { isXml } from "./aaf/xml.ts";
import { decode, type Encoding } from "./decode.ts";
import { type Kind, type Mapping, mapColumns } from "./layouts.ts";
import { headersKey, mappingOf } from "./mapping/learned.ts";
import type { LearnedMappings } from "./mapping/store.ts";
import { type Read, readGuardian, readPupil, readStaff } from "./read-row.ts";
import { noRecords, type Records, type Source } from "./records.ts";
import { Refused, UnknownColumns } from "./refuse.ts";
import { type Row, readTable, type Table } from "./rows.ts";
import { isZip, unzip } from "./unzip.ts";

export interface Dropped {
  name: string;
  bytes: Uint8Array;
}

/** What a file turned out to be. */
export interface FileSummary {
  name: string;
  sha256: string;
  kind: Kind | "school";
  title: string;
  encoding: Encoding;
  rows: number;
}

/** What the box knows that files are read by. */
export interface ReadingContext {
  school: FeedSchool | null;
  learned: LearnedMappings;
}

/** A box without a school: tables only. */
const nowhere: ReadingContext = { school: null, learned: new Map() };

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

const noPeople = (): never => {
  throw new Refused("Ce fichier n’a que des titres de colonnes\u202f: personne n’y figure.");
};

const shownRows = 50;
const mostColumns = 120;

/** Rows and columns, whatever they hold. */
const isTable = ({ headers, rows }: Table): boolean =>
  headers.length > 1 &&
  headers.length <= mostColumns &&
  rows.length > 0 &&
  rows.filter(({ cells }) => cells.length > 1).length > rows.length / 2;

/** As a tool's export, else as somebody explained a table with these titles. Throws UnknownColumns for other tables. */
const mappingFor = (table: Table, file: string, learned: LearnedMappings): Mapping => {
  const { headers, rows } = table;
  const mapping = mapColumns(headers);
  if (typeof mapping !== "string") return mapping;
  const known = learned.get(headersKey(headers));
  if (known !== undefined) return mappingOf(known, headers);
  if (!isTable(table)) throw new Refused(mapping);
  throw new UnknownColumns(mapping, { file, headers, rows: rows.slice(0, shownRows).map(({ cells }) => cells) });
};

const readTableFile = (
  { name, bytes }: Dropped,
  records: Records,
  learned: LearnedMappings,
): Omit<FileSummary, "name" | "sha256"> => {
  const { text, encoding } = decode(bytes);
  const table = readTable(text);
  const mapping = mappingFor(table, name, learned);
  const { kind, title } = mapping.layout;
  if (table.rows.length === 0) noPeople();
  gatherKind(table, mapping, name, records);
  noteMissingRows(table, kind, name, records);
  return { kind, title, encoding, rows: table.rows.length };
};

/** Names the file at fault. */
const named = (error: unknown, file: string): unknown =>
  error instanceof Refused ? new Refused(error.message, error.file ?? file) : error;

const refuseMixture = (): never => {
  throw new Refused(
    "Des fichiers CSV et un flux de l’annuaire académique (XML) ont été déposés ensemble. Importez l’un, puis l’autre\u00a0: Préau reconnaît les mêmes personnes.",
  );
};

/** Takes files one after the other, whatever they are; `finish` tells what they say together. */
class Reader {
  private readonly files: FileSummary[] = [];
  private readonly records = noRecords();
  private readonly context: ReadingContext;
  private feed: FeedGatherer | null = null;
  private hasTables = false;
  private unknown: UnknownColumns | null = null;

  constructor(context: ReadingContext) {
    this.context = context;
  }

  add(file: Dropped): void {
    const { name, bytes } = file;
    try {
      const summary = isXml(bytes) ? this.addFeed(file) : this.addTable(file);
      this.files.push({ name, sha256: createHash("sha256").update(bytes).digest("hex"), ...summary });
    } catch (error) {
      if (!(error instanceof UnknownColumns)) throw named(error, name);
      this.unknown ??= error; // whatever is wrong with the other files comes first
    }
  }

  private addFeed({ name, bytes }: Dropped): FeedFile {
    this.feed ??= new FeedGatherer();
    return this.feed.add(name, bytes);
  }

  private addTable(file: Dropped): Omit<FileSummary, "name" | "sha256"> {
    this.hasTables = true;
    return readTableFile(file, this.records, this.context.learned);
  }

  finish(): Reading {
    const { files, feed, context } = this;
    if (feed !== null && this.hasTables) return refuseMixture();
    if (this.unknown !== null) throw this.unknown;
    if (files.length === 0) throw new Refused("Aucun fichier n’a été choisi.");
    if (feed === null) return { files, records: this.records };
    if (context.school === null) throw new Refused("Créez d’abord l’école\u00a0: ce flux se lit d’après son UAI.");
    return { files, records: feed.finish(context.school) };
  }
}

/**
 * What files dropped together say, in any order; archives apart. Throws Refused, naming the file, when one cannot be used,
 * and UnknownColumns when one is a table that somebody must explain.
 */
export const readFiles = (dropped: readonly Dropped[], context: ReadingContext = nowhere): Reading => {
  const reader = new Reader(context);
  for (const file of dropped) reader.add(file);
  return reader.finish();
};

/** readFiles, with archives opened: only one of their files is in memory at a time. */
export const readDropped = async (dropped: readonly Dropped[], context: ReadingContext): Promise<Reading> => {
  const reader = new Reader(context);
  for (const file of dropped) {
    if (!isZip(file.bytes)) reader.add(file);
    else for await (const inner of unzip(file)) reader.add(inner);
  }
  return reader.finish();
};
