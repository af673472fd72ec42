import { Invalid } from "./errors.ts";

export interface Picture {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

const megapixels = 50_000_000;
const fullSide = 1600;
const thumbSide = 400;

/** Every picture the product keeps is of this type: what families save opens and prints everywhere. */
export const pictureType = "image/jpeg";
/** Every thumbnail: half the bytes on a phone's line. */
export const thumbType = "image/webp";

/**
 * Re-encodes a photo: upright, no metadata (a phone writes the child's position in it), at most 1600 px, JPEG, and a
 * thumbnail of at most 400 px, WebP. Throws Invalid(field) for anything that is not a photo of 50 megapixels or less.
 */
export const reencodePicture = (
  input: Uint8Array | string,
  field = "photos",
): Promise<{ full: Picture; thumb: Picture }> => {
  const mine = before.then(() => reencode(input, field));
  before = mine.catch(() => undefined);
  return mine;
};

/** One at a time: a single picture of 50 megapixels may take 150 MB. */
let before: Promise<unknown> = Promise.resolve();

const reencode = async (input: Uint8Array | string, field: string): Promise<{ full: Picture; thumb: Picture }> => {
  const { default: sharp } = await import("sharp");
  sharp.cache(false);
  sharp.concurrency(1);
  const resize = async (from: Uint8Array | string, side: number, type: "jpeg" | "webp", quality: number) => {
    const image = sharp(from, { limitInputPixels: megapixels, failOn: "error" });
    const { format } = await image.metadata();
    if (!["jpeg", "png", "webp", "heif", "gif", "tiff"].includes(format ?? "")) throw new Error("not a photo");
    const { data, info } = await image
      .autoOrient()
      .resize(side, side, { fit: "inside", withoutEnlargement: true })
      .flatten({ background: "#ffffff" })
      .toFormat(type, { quality })
      .toBuffer({ resolveWithObject: true });
    return { bytes: data, width: info.width, height: info.height };
  };
  try {
    const full = await resize(input, fullSide, "jpeg", 80);
    return { full, thumb: await resize(full.bytes, thumbSide, "webp", 64) };
  } catch {
    throw new Invalid(
      field,
      "Ce fichier n’est pas une photo que nous savons lire (JPEG, PNG, WebP, 50 mégapixels au plus).",
    );
  }
};
