import { refuseCut, refuseDamaged, refuseForeign } from "./refuse.ts";

export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252" | "iso-8859-15";

export interface Decoded {
  text: string;
  encoding: Encoding;
}

const strict = (bytes: Uint8Array, encoding: Encoding): string | null => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null; // not this encoding: the caller tries the next one
  }
};

const markOf = (bytes: Uint8Array): Encoding | null => {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return "utf-8";
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  return null;
};

const hasAccents = (bytes: Uint8Array): boolean => bytes.some((byte) => byte >= 0x80);

/** UTF-8 that stops inside a character: the whole but for one to three last bytes reads well. */
const isCutUtf8 = (bytes: Uint8Array): boolean => {
  const lead = bytes.subarray(-3).findLastIndex((byte) => byte >= 0xc0);
  if (lead < 0) return false;
  const whole = bytes.subarray(0, bytes.length - Math.min(3, bytes.length) + lead);
  return hasAccents(whole) && strict(whole, "utf-8") !== null;
};

const lastLine = (text: string): number => text.split("\n").length;

/**
 * Bytes of an export as text: its byte order mark decides, else UTF-8 if it is, else Windows-1252 (which holds all
 * that ONDE's ISO-8859-1 exports contain). Throws Refused for what is no text.
 */
export const decode = (bytes: Uint8Array): Decoded => {
  refuseForeign(bytes);
  const mark = markOf(bytes);
  const encoding = mark ?? "utf-8";
  const text = strict(bytes, encoding);
  if (text !== null) return { text: text.replace(/^\uFEFF+/, ""), encoding };
  if (isCutUtf8(bytes)) return refuseCut(lastLine(new TextDecoder("utf-8").decode(bytes)));
  if (mark !== null) return refuseDamaged();
  return { text: new TextDecoder("windows-1252").decode(bytes), encoding: "windows-1252" };
};
