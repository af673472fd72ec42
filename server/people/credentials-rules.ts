import { Invalid } from "../core/errors.ts";
import { commonWords, runs } from "./credentials-common.ts";
import { withoutAccents } from "./names.ts";

/** CNIL 2022-100 with throttling (50 bits); ours is stricter on length so that no other rule is needed. */
export const shortestPassword = 12;
export const longestPassword = 200;

export const passwordAdvice =
  "Au moins 12 caractères. Le plus simple\u00a0: quatre mots qui n’ont rien à voir entre eux. Les espaces et les accents comptent.";

/** Letters behind the usual disguises: P@ssw0rd is password. */
const undisguised = (text: string): string =>
  text
    .replace(/[@4]/g, "a")
    .replace(/3/g, "e")
    .replace(/[1!]/g, "i")
    .replace(/0/g, "o")
    .replace(/[$5]/g, "s")
    .replace(/7/g, "t");

/** What stands for a fragment that was taken out, and what it is worth in characters. */
const mark = "\u0000";
const markWorth = 2;

const withoutRuns = (text: string): string => {
  for (let length = text.length; length >= 4; length -= 1)
    for (let at = 0; at + length <= text.length; at += 1) {
      const piece = text.slice(at, at + length);
      if (!piece.includes(mark) && runs.some((run) => run.includes(piece)))
        return withoutRuns(text.slice(0, at) + mark + text.slice(at + length));
    }
  return text;
};

/** How much of a password is its own: known fragments count for two characters, repetitions for one, signs for none. */
const strengthOf = (text: string, words: readonly string[]): number => {
  const longestFirst = [...words].filter((word) => word.length >= 3).sort((a, b) => b.length - a.length);
  const left = longestFirst
    .reduce((rest, word) => rest.replaceAll(word, mark), withoutRuns(text))
    .replace(/(19|20)\d\d/g, mark)
    .replace(/([a-z0-9]{1,4}?)\1+/g, "$1");
  const marks = left.split(mark).length - 1;
  return left.replace(/[^a-z0-9]/g, "").length + marks * markWorth;
};

const leastStrength = 8;

/** `personal`: names of the person and of the school, which are the first things anybody tries. */
export const isCommonPassword = (password: string, personal: readonly string[] = []): boolean => {
  const plain = withoutAccents(password);
  const own = personal.flatMap((text) => withoutAccents(text).split(/[^a-z0-9]+/));
  const words = [...commonWords, ...own];
  return Math.min(strengthOf(plain, words), strengthOf(undisguised(plain), words)) < leastStrength;
};

/** Throws Invalid(field) with the reason and what to do about it. */
export const checkPassword = (password: string, personal: readonly string[] = [], field = "motDePasse"): void => {
  const length = [...password].length;
  if (length < shortestPassword)
    throw new Invalid(field, `Il manque des caractères\u00a0: ${length} sur ${shortestPassword} au moins.`);
  if (length > longestPassword) throw new Invalid(field, `Au plus ${longestPassword} caractères.`);
  if (isCommonPassword(password, personal))
    throw new Invalid(field, "C’est trop facile à deviner. Ajoutez deux ou trois mots sans rapport.");
};
