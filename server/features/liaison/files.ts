import type { Db } from "../../core/db.ts";
import { noticePhotos } from "./tables.ts";

/** Photos of drafts, of what is published and of what was withdrawn, which may be put back. */
export const files = function* (db: Db): Iterable<string> {
  const photos = db.select({ full: noticePhotos.sha256, thumb: noticePhotos.thumbSha256 }).from(noticePhotos).all();
  for (const { full, thumb } of photos) yield* [full, thumb];
};
