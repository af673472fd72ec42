const quoted = (cell: string): string => (/[";\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** A spreadsheet runs what begins like a formula; an apostrophe before it makes it text (OWASP, « CSV injection »). */
const harmless = (cell: string): string => (/^\s*[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell);

/**
 * A CSV file as French spreadsheets open it: UTF-8 with its mark, `;`, CRLF. No cell can begin a formula.
 */
export const csvOf = (header: readonly string[], rows: readonly (readonly string[])[]): Uint8Array => {
  const lines = [header, ...rows].map((row) => row.map((cell) => quoted(harmless(cell))).join(";"));
  return Buffer.from(`\ufeff${lines.join("\r\n")}\r\n`, "utf8");
};
