import type { Clock } from "../../core/clock.ts";
import { dayOf } from "../../core/clock.ts";
import { hourOf, longDay } from "../../core/dates.ts";
import type { QuarantinedReply, SyncPublication } from "../../core/feature.ts";

/** "à 10 h 42" today, "le lundi 23 novembre à 10 h 42" otherwise. */
export const whenWords = (iso: string, clock: Pick<Clock, "today" | "timeZone">): string => {
  const day = dayOf(new Date(iso), clock.timeZone);
  const hour = `à ${hourOf(iso, clock.timeZone)}`;
  return day === clock.today() ? hour : `le ${longDay(day)} ${hour}`;
};

/** "1,2 Mo", "38 ko" */
export const sizeWords = (bytes: number): string => {
  const number = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 1 });
  if (bytes < 1_000_000) return `${number.format(Math.ceil(bytes / 1000))}\u00a0ko`;
  return `${number.format(bytes / 1_000_000)}\u00a0Mo`;
};

const counted = (count: number, one: string, many: string): string[] =>
  count === 0 ? [] : [`${count}\u00a0${count === 1 ? one : many}`];

/** "3 publications, 1 accès" */
export const contentWords = ({ entries, accesses }: Pick<SyncPublication, "entries" | "accesses">): string =>
  [...counted(entries, "publication", "publications"), ...counted(accesses, "accès", "accès")].join(", ") ||
  "accusés de réception";

const asked: Readonly<Record<string, string>> = {
  sign: "signer un mot",
  read: "marquer un mot comme lu",
};

/** "Mme Roux veut signer un mot" */
export const replyWords = ({ from, action }: Pick<QuarantinedReply, "from" | "action">): string => {
  if (from === null || action === null) return "Message illisible";
  return `De ${from}\u00a0: ${asked[action] ?? `demande «\u00a0${action}\u00a0»`}`;
};
