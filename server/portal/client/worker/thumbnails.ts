import { openMedia } from "../../../wire/read.ts";
import { Refused } from "../../../wire/refused.ts";
import type { Keyring, SealedMedia } from "../../../wire/schemas.ts";
import { FRAGMENTS } from "./kinds.ts";
import { readEntry, readListing } from "./listing.ts";
import type { Portal } from "./portal.ts";
import type { Shelf } from "./shelf.ts";

/** Thumbnails of the newest entries, for reading without network what was never scrolled to. */
export async function keepThumbnails(
  shelf: Shelf,
  portal: Pick<Portal, "object">,
  keyring: Keyring,
  wanted: number,
): Promise<void> {
  const { listed } = await readListing(shelf, keyring);
  for (const one of listed.filter(({ kind }) => FRAGMENTS.has(kind)).slice(0, wanted))
    for (const { thumb } of (await readEntry(shelf, keyring, one))?.media ?? [])
      if (thumb !== undefined && (await shelf.object(thumb.object)) === null) await keep(shelf, portal, thumb);
}

async function keep(shelf: Shelf, portal: Pick<Portal, "object">, thumb: SealedMedia): Promise<void> {
  const bytes = await portal.object(thumb.object);
  if (bytes === null) return;
  try {
    await openMedia(bytes, thumb);
    await shelf.keepObject(thumb.object, bytes);
  } catch (error) {
    if (!(error instanceof Refused)) throw error; // not kept; the page says so when somebody looks at it
  }
}
