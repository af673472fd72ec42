import { CsvError, parse } from "csv-parse/sync";
import { Refused, refuseCut, refuseOpenQuote } from "./refuse.ts";

export interface Row {
  /** Line of the file on which the row ends, from 1. */
  line: number;
  cells: readonly string[];
}

export interface Table {
  headers: readonly string[];
  rows: readonly Row[];
  /** The number of rows that a footer (« Nombre de lignes : 261 ») announces. */
  announced: number | null;
}

const separators = [";", "\t", ",", "|"] as const;
const footer = /^\W*(?:nombre|total)\b[^0-9]*([0-9]+)\W*$/i;

const count = (text: string, character: string): number => text.split(character).length - 1;

/** The sign that parts the most cells in the first line that holds any. */
const separatorOf = (text: string): string => {
  const first =
    text
      .slice(0, 65_536)
      .split(/[\r\n]+/)
      .find((line) => line.trim() !== "") ?? "";
  return separators.reduce((best, sign) => (count(first, sign) > count(first, best) ? sign : best));
};

const parseRows = (text: string): Row[] => {
  try {
    const records: unknown = parse(text, {
      delimiter: separatorOf(text),
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: 65_536,
      info: true,
    });
    return (records as { record: string[]; info: { lines: number } }[]).map(({ record, info }) => ({
      line: info.lines,
      cells: record.map((cell) => cell.trim()),
    }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    if (error.code === "CSV_QUOTE_NOT_CLOSED") return refuseOpenQuote();
    throw new Refused(
      "Ce fichier ne se lit pas comme un tableau\u202f: ses lignes et ses colonnes ne se distinguent pas.",
    );
  }
};

const isBlank = (row: Row): boolean => row.cells.every((cell) => cell === "");

const withoutTrailingBlanks = (cells: readonly string[]): readonly string[] =>
  cells.slice(0, cells.findLastIndex((cell) => cell.replaceAll("\uFEFF", "") !== "") + 1);

const announcedBy = (row: Row | undefined): number | null => {
  const [text, ...others] = row ? withoutTrailingBlanks(row.cells) : [];
  if (text === undefined || others.length > 2) return null;
  const match = footer.exec([text, ...others].join(" "));
  return match ? Number(match[1]) : null;
};

/**
 * The table in a text: separator found, blank lines and a footer of totals left out, rows as short or long as they are.
 * Throws Refused where the file was cut: inside a quoted field, or in a last line without line ending and with too few
 * cells (unless that line is a footer whose total is right).
 */
export const readTable = (text: string): Table => {
  const all = parseRows(text).filter((row) => !isBlank(row));
  const headers = withoutTrailingBlanks(all[0]?.cells ?? []);
  const last = all.length > 1 ? all.at(-1) : undefined;
  const announced = announcedBy(last);
  const rows = all.slice(1, announced === null ? undefined : -1);
  const isUnterminated = !/[\r\n]$/.test(text);
  const isShort = last !== undefined && last.cells.length < headers.length;
  if (isUnterminated && isShort && announced !== rows.length) return refuseCut(last.line);
  return { headers, rows, announced };
};
