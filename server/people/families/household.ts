import { nameKey } from "../names.ts";

/** What tells where somebody lives. */
export interface Housed {
  /** Set by the head: those with the same number live together. null: by the address. */
  readonly household: number | null;
  readonly address: string | null;
  readonly postcode: string | null;
}

/** Key of the household: the number that was set, else the address; those without any live with nobody known. */
const keyOf = ({ household, address, postcode }: Housed, index: number): string => {
  if (household !== null) return `set ${household}`;
  const place = nameKey(address, postcode);
  return place === "|" ? `unknown ${index}` : `at ${place}`;
};

/** Groups people into households, in the order in which each is first met. */
export const households = <T extends Housed>(all: readonly T[]): T[][] =>
  [
    ...Map.groupBy(
      all.map((one, index) => ({ one, key: keyOf(one, index) })),
      ({ key }) => key,
    ).values(),
  ].map((group) => group.map(({ one }) => one));
