import { eq } from "drizzle-orm";
import { type Tx, write } from "../core/db.ts";
import type { HomeMedia } from "../core/feature.ts";
import { thumbType } from "../core/media.ts";
import { type Media, MediaType, type SealedMedia } from "../wire/index.ts";
import { sendObjects, unlist } from "./objects.ts";
import type { Sync } from "./sync.ts";
import { publishedEntries, sealedFiles } from "./tables.ts";

/** The wire's names of a picture and its thumbnail; what the portal does not have yet is sealed and sent, one file at a time. */
export const publishMedia = async (sync: Sync, { sha256, thumbSha256, type, alt }: HomeMedia): Promise<Media> => {
  const full = await sealedFile(sync, sha256, type);
  const thumb = await sealedFile(sync, thumbSha256, thumbType);
  return { ...full, thumb, alt: alt.slice(0, 500) };
};

/** Throws when the file is missing or damaged, or is of a type that does not travel. */
const sealedFile = async (sync: Sync, fileSha256: string, type: string): Promise<SealedMedia> => {
  const known = sync.db.select().from(sealedFiles).where(eq(sealedFiles.fileSha256, fileSha256)).get();
  if (known !== undefined) {
    const { object, sha256, size, identity } = known;
    return { object, sha256, size, identity, type: MediaType.parse(known.type) };
  }
  const file = await sync.files.read(fileSha256);
  const made = await sync.apart.run("media", { file, type: MediaType.parse(type) });
  await sendObjects(sync, [made], (tx) => {
    tx.insert(sealedFiles)
      .values({ fileSha256, ...made.ref })
      .run();
  });
  return made.ref;
};

/** Files that no entry shows any more. */
export const dropUnusedFiles = ({ db }: Sync): void => {
  const used = new Set(
    db
      .select({ media: publishedEntries.media })
      .from(publishedEntries)
      .all()
      .flatMap(({ media }) => media),
  );
  const unused = db
    .select()
    .from(sealedFiles)
    .all()
    .filter(({ fileSha256 }) => !used.has(fileSha256));
  if (unused.length > 0) write({ db }, (tx) => unused.forEach((file) => void dropFile(tx, file)));
};

const dropFile = (tx: Tx, { fileSha256, object }: typeof sealedFiles.$inferSelect): void => {
  unlist(tx, object);
  tx.delete(sealedFiles).where(eq(sealedFiles.fileSha256, fileSha256)).run();
};
