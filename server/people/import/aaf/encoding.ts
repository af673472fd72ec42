import { Refused, refuseDamaged } from "../refuse.ts";

export type XmlEncoding = "utf-8" | "iso-8859-15" | "windows-1252";

/** A feed's encoding, and whether its declaration was wrong about it. */
export interface XmlText {
  encoding: XmlEncoding;
  isMisdeclared: boolean;
}

const known: Readonly<Record<string, XmlEncoding>> = {
  "utf-8": "utf-8",
  utf8: "utf-8",
  "us-ascii": "utf-8",
  "iso-8859-15": "iso-8859-15",
  "iso-8859-1": "windows-1252", // the web's reading of it: the same where ISO-8859-1 has signs at all
  "windows-1252": "windows-1252",
};

const chunkBytes = 64 * 1024;

/** The text of some bytes, piece by piece: never the whole at once. Throws Refused where they are not in this encoding. */
export function* decodedChunks(bytes: Uint8Array, encoding: XmlEncoding): Generator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for (let start = 0; start < bytes.length; start += chunkBytes) {
    try {
      yield decoder.decode(bytes.subarray(start, start + chunkBytes), { stream: start + chunkBytes < bytes.length });
    } catch (error) {
      if (error instanceof TypeError) refuseDamaged(); // what a fatal decoder throws
      throw error;
    }
  }
}

const isUtf8 = (bytes: Uint8Array): boolean => {
  try {
    for (const _ of decodedChunks(bytes, "utf-8"));
    return true;
  } catch {
    return false; // the caller reads it in the encoding that the file declares
  }
};

const hasAccents = (bytes: Uint8Array): boolean => bytes.some((byte) => byte >= 0x80);

const declaration = /^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']/;

/**
 * The encoding that an XML file declares, checked against its bytes: accents that are valid UTF-8 are UTF-8, whatever the
 * declaration says. Throws Refused for other encodings, and for UTF-8 that is none.
 */
export const xmlEncoding = (bytes: Uint8Array): XmlText => {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const start = Buffer.from(bytes.subarray(hasMark ? 3 : 0, 300)).toString("latin1");
  const name = (declaration.exec(start)?.[1] ?? "utf-8").toLowerCase();
  const declared = known[name];
  if (declared === undefined) {
    throw new Refused(`Ce fichier XML annonce l’encodage «\u00a0${name}\u00a0», que Préau ne lit pas.`);
  }
  if (hasMark || declared === "utf-8") return { encoding: "utf-8", isMisdeclared: declared !== "utf-8" };
  const isMisdeclared = hasAccents(bytes) && isUtf8(bytes);
  return { encoding: isMisdeclared ? "utf-8" : declared, isMisdeclared };
};
