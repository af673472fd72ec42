/** Invented names, some of them awkward on purpose. */
const firstNames = [
  "Léa",
  "Hugo",
  "Zoé",
  "Imran",
  "Maëlys",
  "Noé",
  "Aïcha",
  "Loïc",
  "Jade",
  "Émile",
  "Inès",
  "Côme",
  "Lou",
  "Naël",
] as const;
const lastNames = [
  "MARTIN",
  "BENALI",
  "D’HONDT",
  "ROUX",
  "LE GOFF",
  "DIALLO",
  "PÉREZ",
  "NGUYEN",
  "LŒUILLE",
  "MÜLLER",
  "DA SILVA",
] as const;

/** The item at this place of an endless repetition of the list. Throws on an empty list. */
export const pick = <T>(items: readonly T[], index: number): T => {
  const item = items[index % items.length];
  if (item === undefined) throw new RangeError("nothing to pick from");
  return item;
};

export const nameAt = (index: number): { firstName: string; lastName: string } => ({
  firstName: pick(firstNames, index),
  lastName: pick(lastNames, Math.floor(index / 3)),
});
