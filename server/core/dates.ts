/** Days and hours in French, as a person reads them. Days are YYYY-MM-DD, hours HH:MM, instants ISO 8601. */

const nbsp = "\u00a0";
const words = new Intl.DateTimeFormat("fr-FR", {
  timeZone: "UTC",
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
});
const shortMonths = new Intl.DateTimeFormat("fr-FR", { timeZone: "UTC", month: "short" });

type Parts = Record<"weekday" | "day" | "month" | "year", string>;
const known = new Map<string, Parts>();

/** The same few days come again and again: a school year's are remembered. */
const partsOf = (day: string): Parts => {
  const parts = known.get(day) ?? readParts(day);
  if (known.size > 500) known.clear();
  known.set(day, parts);
  return parts;
};

const readParts = (day: string): Parts => {
  const parts = { weekday: "", day: "", month: "", year: "" };
  for (const { type, value } of words.formatToParts(new Date(`${day}T12:00:00Z`)))
    if (type === "weekday" || type === "day" || type === "month" || type === "year") parts[type] = value;
  return { ...parts, day: parts.day === "1" ? "1er" : parts.day };
};

/** "vendredi 27 novembre" */
export const longDay = (day: string): string => {
  const { weekday, day: number, month } = partsOf(day);
  return `${weekday} ${number}${nbsp}${month}`;
};

/** "27 novembre 2026" */
export const fullDay = (day: string): string => {
  const { day: number, month, year } = partsOf(day);
  return `${number}${nbsp}${month} ${year}`;
};

/** "27 nov." */
export const shortDay = (day: string): string =>
  `${partsOf(day).day}${nbsp}${shortMonths.format(new Date(`${day}T12:00:00Z`))}`;

/** "08:30" → "8 h 30", "14:00" → "14 h" */
export const hourWords = (time: string): string => {
  const [hours = "0", minutes = "00"] = time.split(":");
  const whole = `${Number(hours)}${nbsp}h`;
  return minutes === "00" ? whole : `${whole}${nbsp}${minutes}`;
};

/** "aujourd’hui", "demain", "vendredi" within the week, else "le 27 nov.": for after « avant » and « jusqu’à ». */
export const nearDay = (day: string, today: string): string => {
  const away = Math.round((Date.parse(day) - Date.parse(today)) / 86_400_000);
  if (away === 0) return "aujourd’hui";
  if (away === 1) return "demain";
  return away > 1 && away < 7 ? partsOf(day).weekday : `le ${shortDay(day)}`;
};

const clockFormats = new Map<string, Intl.DateTimeFormat>();

/** The hour of an instant in a time zone, "10 h 42". */
export const hourOf = (iso: string, timeZone: string): string => {
  const format =
    clockFormats.get(timeZone) ??
    new Intl.DateTimeFormat("sv-SE", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  clockFormats.set(timeZone, format);
  return hourWords(format.format(new Date(iso)));
};

/** The day before or after, so many days away. */
export const dayPlus = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** The instant at which a day begins in a time zone, ISO 8601 with milliseconds: what an event's `at` is compared with. */
export const startOfDay = (day: string, timeZone: string): string => {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const wall = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" });
  const aheadAt = (instant: number): number => Date.parse(`${wall.format(instant).replace(" ", "T")}Z`) - instant;
  const near = midnight - aheadAt(midnight);
  return new Date(midnight - aheadAt(near)).toISOString();
};

/** First letter in upper case: a sentence begins here. */
export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
