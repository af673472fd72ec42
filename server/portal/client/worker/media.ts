import { openMedia } from "../../../wire/read.ts";
import { Refused } from "../../../wire/refused.ts";
import type { Keyring, SealedMedia } from "../../../wire/schemas.ts";
import { readEntry, readListing } from "./listing.ts";
import { Unreachable } from "./portal.ts";
import type { Reader } from "./reader.ts";

/** `type` is from the wire's closed list, and the browser may not guess another; nothing in the file may run. */
const headers = (type: string): Record<string, string> => ({
  "Content-Type": type,
  "X-Content-Type-Options": "nosniff",
  "Content-Security-Policy": "default-src 'none'; sandbox",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cache-Control": "no-store",
});

/** The decrypted picture, sound, film or document; its ciphertext stays on the shelf for reading offline. */
export async function answerMedia(reader: Reader, keyring: Keyring, object: string): Promise<Response> {
  const media = await findMedia(reader, keyring, object);
  if (media === null) return new Response(null, { status: 404 });
  try {
    const bytes = (await reader.shelf.object(object)) ?? (await fetchMedia(reader, media));
    if (bytes === null) return new Response(null, { status: 404 });
    const file = await openMedia(bytes, media);
    return new Response(new Uint8Array(file).buffer, { headers: headers(media.type) });
  } catch (error) {
    if (error instanceof Refused) return new Response(null, { status: 409 });
    if (error instanceof Unreachable) return new Response(null, { status: 504 });
    throw error;
  }
}

async function fetchMedia(reader: Reader, media: SealedMedia): Promise<Uint8Array | null> {
  const bytes = await reader.portal.object(media.object);
  if (bytes === null) return null;
  try {
    await openMedia(bytes, media);
  } catch (error) {
    if (error instanceof Refused) await reader.distrust(error.reason);
    throw error;
  }
  await reader.shelf.keepObject(media.object, bytes);
  return bytes;
}

async function findMedia(reader: Reader, keyring: Keyring, object: string): Promise<SealedMedia | null> {
  const { listed } = await readListing(reader.shelf, keyring);
  for (const one of listed) {
    for (const media of (await readEntry(reader.shelf, keyring, one))?.media ?? []) {
      if (media.object === object) return media;
      if (media.thumb?.object === object) return media.thumb;
    }
  }
  return null;
}
