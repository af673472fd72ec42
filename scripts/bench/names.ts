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

/** The item at this place of an endless repetition of the list. */
export const pick = <T>(items: readonly [T, ...T[]], index: number): T => items[index % items.length] ?? items[0];

export const nameAt = (index: number): { firstName: string; lastName: string } => ({
  firstName: pick(firstNames, index),
  lastName: pick(lastNames, Math.floor(index / 3)),
});
