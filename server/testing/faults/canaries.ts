/** Looks for many words in much data at once, ciphertext included, without being misled by chance. */
export interface Found {
  readonly word: string;
  readonly where: string;
  readonly around: string;
}

/** As long as this, bytes do not agree by chance. */
const certain = 8;
/** A shorter word must stand alone, in a stretch of text: this many characters on both sides. */
const stretch = 12;

const isTexty = (byte: number | undefined): boolean =>
  byte === undefined || (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09;
/** Letters, figures and what base64 is made of. */
const isWordy = (byte: number | undefined): boolean =>
  byte !== undefined && /[A-Za-z0-9+/=_-]/.test(String.fromCharCode(byte));

const standsAlone = (bytes: Buffer, at: number, length: number): boolean => {
  if (isWordy(bytes[at - 1]) || isWordy(bytes[at + length])) return false;
  for (let i = 1; i <= stretch; i++) if (!isTexty(bytes[at - i]) || !isTexty(bytes[at + length + i - 1])) return false;
  return true;
};

export class Canaries {
  readonly #byStart = new Map<number, { word: string; bytes: Buffer }[]>();
  readonly #starts = new Uint8Array(1 << 24);
  /** How many words are looked for, in all their spellings. */
  size = 0;

  /** Words of fewer than three bytes are left out. Each is looked for as it is, in capitals, in small letters and as an address spells it. */
  constructor(words: Iterable<string>) {
    const spellings = new Set<string>();
    for (const word of words)
      for (const one of [word, word.toLowerCase(), word.toUpperCase(), encodeURIComponent(word)]) spellings.add(one);
    for (const word of spellings) {
      const bytes = Buffer.from(word, "utf8");
      if (bytes.length < 3) continue;
      const start = bytes.readUIntLE(0, 3);
      this.#byStart.set(start, [...(this.#byStart.get(start) ?? []), { word, bytes }]);
      this.#starts[start] = 1;
      this.size += 1;
    }
  }

  find(where: string, bytes: Buffer): Found[] {
    const found: Found[] = [];
    for (let at = 0; at + 3 <= bytes.length; at++) {
      const start = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
      if (this.#starts[start] === 0) continue;
      for (const one of this.#byStart.get(start) ?? []) {
        const { length } = one.bytes;
        if (!bytes.subarray(at, at + length).equals(one.bytes)) continue;
        if (length < certain && !standsAlone(bytes, at, length)) continue;
        found.push({ word: one.word, where, around: bytes.toString("latin1", Math.max(0, at - 60), at + length + 60) });
      }
    }
    return found;
  }
}

/** What stands in base64 inside a text, unfolded. */
export const unfold = (bytes: Buffer): Buffer =>
  Buffer.concat(
    [...bytes.toString("latin1").matchAll(/[A-Za-z0-9+/_-]{40,}={0,2}/g)].map(([folded]) =>
      Buffer.from(folded, "base64"),
    ),
  );
