import { dayOf } from "../../core/clock.ts";
import { shortDay } from "../../core/dates.ts";
import type { Ctx } from "../../core/http.ts";
import type { View } from "../../core/view.ts";
import { portalAddress } from "../../people/access-keys.ts";
import type { ClassLetters, FamilyLetter } from "../../people/letters/families.ts";
import { fullName, titledName } from "../../people/names.ts";
import { slugOf } from "./letters.ts";
import { countLetters } from "./office.ts";
import { plural } from "./views.ts";

const printWords = (missing: number): string =>
  missing === 1 ? "Imprimer la lettre qui manque" : `Imprimer les ${missing} lettres qui manquent`;

const bar = (label: string, { all, sheets }: { all: number; sheets: number }) => ({ label, value: sheets, max: all });

export const lettersView = (ctx: Ctx, classes: readonly ClassLetters[]): View => {
  const counts = countLetters(classes);
  return {
    view: "direction/letters",
    title: "Lettres aux familles",
    data: {
      hasPortal: portalAddress(ctx) !== null,
      portal: portalAddress(ctx) ?? "",
      all: counts.all,
      missing: counts.missing,
      print: printWords(counts.missing),
      summary: `${counts.sheets} en service sur ${counts.all}`,
      bar: bar("Feuilles en service", counts),
      classes: classes.map((one) => {
        const own = countLetters([one]);
        return {
          href: `/direction/lettres/classes/${slugOf(one)}`,
          slug: slugOf(one),
          label: one.label,
          words: `${plural(own.all, "lettre")}, ${own.sheets} en service`,
          missing: own.missing,
        };
      }),
    },
  };
};

const rowOf = ({ clock }: Pick<Ctx, "clock">, { guardian, children, issuedAt }: FamilyLetter) => ({
  id: guardian.id,
  name: `${guardian.title === null ? "" : `${guardian.title} `}${fullName(guardian)}`,
  titled: titledName(guardian),
  children: children.map(({ name, classroom }) => (classroom === "" ? name : `${name} (${classroom})`)),
  hasAddress: Boolean(guardian.address || guardian.city),
  isIssued: issuedAt !== null,
  chip:
    issuedAt === null
      ? { tone: "sun", icon: "mail", text: "À imprimer" }
      : {
          tone: "leaf",
          icon: "check",
          text: `En service, ${shortDay(dayOf(new Date(issuedAt), clock.timeZone))}`,
        },
});

export const classView = (ctx: Ctx, one: ClassLetters): View => {
  const { all, missing } = countLetters([one]);
  return {
    view: "direction/class-letters",
    title: `Lettres : ${one.label}`,
    data: {
      label: one.label,
      slug: slugOf(one),
      all,
      missing,
      print: printWords(missing),
      rows: one.letters.map((letter) => rowOf(ctx, letter)),
    },
  };
};

export const searchView = (ctx: Ctx, typed: string, letters: readonly FamilyLetter[]): View => ({
  view: "direction/search-letters",
  title: "Chercher une famille",
  data: { typed, rows: letters.slice(0, 50).map((letter) => rowOf(ctx, letter)), found: letters.length },
});
