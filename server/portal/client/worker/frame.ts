import type { Keyring } from "../../../wire/schemas.ts";
import type { Around } from "./feed.ts";
import type { Reader } from "./reader.ts";
import { lineWords, REVOKED, refusalWords, type Words } from "./words.ts";

/** What stands around each page of an open account. */
export interface Frame {
  readonly uai: string;
  readonly school: string;
  readonly phone: string;
  readonly initials: string;
  readonly who: string;
  readonly current: "feed" | "replies" | "device" | "";
  readonly waiting: number;
}

export function frameOf(
  { school, holder, children, uai }: Keyring,
  { replies }: Around,
  current: Frame["current"],
): Frame {
  const first = children[0]?.firstName ?? holder.displayName;
  return {
    uai,
    school: school.name,
    phone: school.phone ?? "",
    initials: children.length > 1 ? children.map(({ firstName }) => firstName.slice(0, 1)).join("") : first,
    who: holder.displayName,
    current,
    waiting: replies.filter(({ state }) => state.state === "waiting").length,
  };
}

export interface Line {
  readonly words: Words;
  readonly alert: string;
  readonly notice: string;
}

/** How old the news are, and whatever the reader should know before believing the page. */
export async function lineOf(reader: Reader, { isOnline, now }: Around): Promise<Line> {
  const status = await reader.status();
  const refused = status.refused ?? (status.pictures.length > 0 ? "bad-hash" : null);
  const head = await reader.shelf.schoolHead();
  return {
    words: lineWords(head?.at ?? null, isOnline, now),
    alert: refused === null ? "" : refusalWords(refused),
    notice: status.line === "revoked" ? REVOKED : "",
  };
}
