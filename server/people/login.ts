import { withoutAccents } from "./names.ts";

const partLength = 30;

const part = (text: string): string =>
  withoutAccents(text)
    .replace(/[^a-z0-9]/g, "")
    .slice(0, partLength);

/** `prenom.nom` without accents or signs, at most 30 characters a part. */
export const loginBase = (firstName: string, lastName: string): string =>
  [part(firstName), part(lastName)].filter((text) => text !== "").join(".") || "compte";

/**
 * The first free sign-in name: `lea.martin`, then `lea.martin2`, `lea.martin3`… The name is added to `taken`, so that
 * a whole school can be named with one set.
 */
export const claimLogin = (firstName: string, lastName: string, taken: Set<string>): string => {
  const base = loginBase(firstName, lastName);
  let login = base;
  for (let number = 2; taken.has(login); number += 1) login = `${base}${number}`;
  taken.add(login);
  return login;
};
