import { randomInt } from "node:crypto";

/** The twelve sign-in pictures: symbols `picture-<id>` of static/pictures.svg, with the word that is read aloud. */
export const pictures = [
  { id: "chat", label: "Chat" },
  { id: "soleil", label: "Soleil" },
  { id: "bateau", label: "Bateau" },
  { id: "pomme", label: "Pomme" },
  { id: "maison", label: "Maison" },
  { id: "etoile", label: "Étoile" },
  { id: "poisson", label: "Poisson" },
  { id: "fleur", label: "Fleur" },
  { id: "velo", label: "Vélo" },
  { id: "ballon", label: "Ballon" },
  { id: "arbre", label: "Arbre" },
  { id: "cle", label: "Clé" },
] as const;

export type Picture = (typeof pictures)[number];
export type PictureId = Picture["id"];
/** Three different pictures, in the order in which they are touched. */
export type PictureSequence = readonly [PictureId, PictureId, PictureId];

export const pictureIds: readonly PictureId[] = pictures.map(({ id }) => id);
export const isPictureId = (text: string): text is PictureId => pictures.some(({ id }) => id === text);
export const pictureLabel = (id: PictureId): string => pictures.find((picture) => picture.id === id)?.label ?? id;

/** Three different pictures, drawn at random (CSPRNG). */
export const newPictures = (): PictureSequence => {
  const left = [...pictureIds];
  const draw = (): PictureId => {
    const [drawn] = left.splice(randomInt(left.length), 1);
    if (drawn === undefined) throw new RangeError("no picture left");
    return drawn;
  };
  return [draw(), draw(), draw()];
};

/** What was touched, as a sequence; undefined unless it is three of the twelve. */
export const readPictures = (touched: readonly string[]): PictureSequence | undefined => {
  const [first, second, third, ...more] = touched.filter(isPictureId);
  if (first === undefined || second === undefined || third === undefined || more.length > 0) return undefined;
  return [first, second, third];
};
