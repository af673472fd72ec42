import fc from "fast-check";
import type { Dropped } from "./read.ts";
import { type SampleSchool, sampleFiles } from "./samples.ts";

type Mangle = (bytes: Buffer) => Buffer;

const lines = (bytes: Buffer): string[] => bytes.toString("latin1").split("\r\n");
const joined = (parts: readonly string[]): Buffer => Buffer.from(parts.join("\r\n"), "latin1");
const at = (share: number, length: number): number => Math.min(length - 1, Math.floor(share * length));
const share = fc.double({ min: 0, max: 1, noNaN: true });

const cut = share.map(
  (where): Mangle =>
    (bytes) =>
      bytes.subarray(0, at(where, bytes.length)),
);
const dropByte = share.map(
  (where): Mangle =>
    (bytes) => {
      const place = at(where, bytes.length);
      return Buffer.concat([bytes.subarray(0, place), bytes.subarray(place + 1)]);
    },
);
const putSign = fc.tuple(share, fc.constantFrom('"', ";", "\n", "\0", "é", "=1+1", "\uFEFF")).map(
  ([where, sign]): Mangle =>
    (bytes) => {
      const place = at(where, bytes.length);
      return Buffer.concat([bytes.subarray(0, place), Buffer.from(sign), bytes.subarray(place)]);
    },
);
const repeatRows = fc.tuple(share, fc.integer({ min: 1, max: 40 })).map(
  ([where, count]): Mangle =>
    (bytes) => {
      const all = lines(bytes);
      const start = 1 + at(where, all.length - 1);
      return joined([...all.slice(0, start + count), ...all.slice(start, start + count), ...all.slice(start + count)]);
    },
);
const loseRows = fc.tuple(share, fc.integer({ min: 1, max: 40 })).map(
  ([where, count]): Mangle =>
    (bytes) => {
      const all = lines(bytes);
      return joined(all.toSpliced(1 + at(where, all.length - 1), count));
    },
);
const moveColumns = fc.tuple(share, share).map(
  ([from, to]): Mangle =>
    (bytes) => {
      const rows = lines(bytes).map((line) => line.split(";"));
      const width = rows[0]?.length ?? 1;
      const moved = rows.map((cells) => {
        if (cells.length < 2) return cells.join(";");
        const padded = [...cells, ...Array<string>(Math.max(0, width - cells.length)).fill("")];
        const [cell] = padded.splice(at(from, width), 1);
        padded.splice(at(to, width), 0, cell ?? "");
        return padded.join(";");
      });
      return joined(moved);
    },
);

/** Some lines in another encoding than the rest: a file that two programs have saved. */
const mixEncodings = fc.tuple(share, fc.integer({ min: 1, max: 60 })).map(
  ([where, count]): Mangle =>
    (bytes) => {
      const all = lines(bytes);
      const start = at(where, all.length);
      const parts = all.map((line, nth) =>
        nth >= start && nth < start + count ? Buffer.from(line, "utf8") : Buffer.from(line, "latin1"),
      );
      return Buffer.concat(parts.flatMap((part, nth) => (nth === 0 ? [part] : [Buffer.from("\r\n"), part])));
    },
);
/** Every column somewhere else. */
const shuffleColumns = fc.nat().map(
  (seed): Mangle =>
    (bytes) => {
      const rows = lines(bytes).map((line) => line.split(";"));
      const width = rows[0]?.length ?? 1;
      const order = Array.from({ length: width }, (_, nth) => nth).sort(
        (a, b) => (((a + 1) * (seed + 7)) % 101) - (((b + 1) * (seed + 7)) % 101) || a - b,
      );
      return joined(
        rows.map((cells) => (cells.length < 2 ? cells.join(";") : order.map((nth) => cells[nth] ?? "").join(";"))),
      );
    },
);
const reencode = fc.constantFrom<BufferEncoding>("utf8", "utf16le").map(
  (encoding): Mangle =>
    (bytes) =>
      Buffer.from(`\uFEFF${bytes.toString("latin1")}`, encoding),
);

/** What happens to files on their way: cut, edited, saved by another program, rows and columns moved, lost and repeated. */
export const mangles = fc.array(
  fc.oneof(cut, dropByte, putSign, repeatRows, loseRows, moveColumns, mixEncodings, shuffleColumns, reencode),
  {
    minLength: 1,
    maxLength: 3,
  },
);

const schools = fc.constantFrom<SampleSchool>("emile-combes-ancien", "jules-ferry-2026", "marie-curie-2020");

/** A school's files, one of them changed. */
export const mangledFiles: fc.Arbitrary<Dropped[]> = fc.noShrink(
  fc
    .tuple(schools, fc.nat(2), mangles)
    .map(([school, which, changes]) =>
      sampleFiles(school).map((one, nth) =>
        nth === which
          ? { ...one, bytes: changes.reduce<Buffer>((bytes, mangle) => mangle(bytes), Buffer.from(one.bytes)) }
          : one,
      ),
    ),
);
