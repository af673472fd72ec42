import { isIne, tidyIne } from "../ine.ts";
import { nameKey } from "../names.ts";

/** As people read it: one form of each character, single spaces, nothing around. */
export const tidy = (text: string): string => text.normalize("NFC").replace(/\s+/gu, " ").trim();

/** Something by which somebody can be called. */
export const isName = (text: string): boolean => nameKey(text) !== "" && /\p{L}/u.test(text);

export const levels = ["TPS", "PS", "MS", "GS", "CP", "CE1", "CE2", "CM1", "CM2"] as const;
export type Level = (typeof levels)[number];

/** From TPS on; -1 for none. */
export const levelRank = (level: string | null): number => (levels as readonly (string | null)[]).indexOf(level);

/** `dd/mm/yyyy` or `yyyy-mm-dd` as a day that exists, YYYY-MM-DD; null otherwise. */
export const readDay = (text: string): string | null => {
  const match = /^(?:(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?)$/.exec(text);
  if (!match) return null;
  const [, day, month, year, isoYear, isoMonth, isoDay] = match;
  const iso = [isoYear ?? year, isoMonth ?? month?.padStart(2, "0"), isoDay ?? day?.padStart(2, "0")].join("-");
  const date = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : null;
};

/** ONDE writes F and H; other tools F and M. */
export const readSex = (text: string): "F" | "M" | null => {
  const letter = text.slice(0, 1).toUpperCase();
  if (letter === "F") return "F";
  return letter === "H" || letter === "M" || letter === "G" ? "M" : null;
};

export const readLevel = (text: string): Level | null => {
  const key = text.replace(/\s/g, "").toUpperCase();
  return levels.find((level) => level === key) ?? null;
};

export const readIne = (text: string): string | null => {
  const ine = tidyIne(text);
  return isIne(ine) ? ine : null;
};

export const readTitle = (text: string): "Mme" | "M." | null => {
  const key = text.replace(/[^a-z]/gi, "").toLowerCase();
  if (["mme", "madame", "mlle", "mademoiselle", "f"].includes(key)) return "Mme";
  return ["m", "mr", "monsieur", "h"].includes(key) ? "M." : null;
};

/** Oui and Non; null where nothing is said. */
export const readYesNo = (text: string): boolean | null => {
  const key = text.trim().slice(0, 1).toLowerCase();
  if (key === "o") return true;
  return key === "n" ? false : null;
};

/** An address somebody could be written to; null for what is no address. */
export const readEmail = (text: string): string | null => (/^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(text) ? text : null);

/** Digits as they are dialled: spaces and dots are the writer's taste. */
export const readPhone = (text: string): string | null => text.replace(/[\s.\-/]/g, "") || null;
