import { existsSync, readFileSync } from "node:fs";

/**
 * Commits in a SQLite write-ahead log: frames that carry the database's size and the present salts
 * (https://www.sqlite.org/fileformat2.html#the_write_ahead_log).
 */
export const commitsInWal = (file: string): number => {
  if (!existsSync(file)) return 0;
  const bytes = readFileSync(file);
  if (bytes.length < 32) return 0;
  const pageSize = bytes.readUInt32BE(8);
  const [salt1, salt2] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  let commits = 0;
  for (let at = 32; at + 24 + pageSize <= bytes.length; at += 24 + pageSize) {
    if (bytes.readUInt32BE(at + 8) !== salt1 || bytes.readUInt32BE(at + 12) !== salt2) break;
    if (bytes.readUInt32BE(at + 4) !== 0) commits += 1;
  }
  return commits;
};
