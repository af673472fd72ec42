import { contentHash } from "../../wire/content-hash.ts";
import type { NoticePhoto, NoticeRow } from "./tables.ts";

type Agreed = Pick<
  NoticeRow,
  "kind" | "title" | "body" | "eventOn" | "startsAt" | "endsAt" | "place" | "amountCents" | "bring"
>;

/**
 * SHA-256 of what a family agrees to by signing: words, frame and photos. Not the last day, the number of signatures,
 * the recipients or a photo's description: changing those asks nobody to sign again.
 */
export const agreementHash = (notice: Agreed, photos: readonly Pick<NoticePhoto, "sha256">[]): string => {
  const { kind, title, body, eventOn, startsAt, endsAt, place, amountCents, bring } = notice;
  const frame = { eventOn, startsAt, endsAt, place, amountCents, bring };
  return contentHash({ kind, title, body, frame, photos: photos.map(({ sha256 }) => sha256) });
};
