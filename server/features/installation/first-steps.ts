import { and, count, eq, isNull } from "drizzle-orm";
import type { Db } from "../../core/db.ts";
import type { Doing, FeedItem } from "../../core/feature.ts";
import { theSchool } from "../../people/school.ts";
import { accessKeys, accounts, pupils, staff } from "../../people/tables.ts";

export interface FirstStep {
  readonly title: string;
  readonly hint: string;
  readonly href: string;
  readonly isDone: boolean;
}

const hasPupils = (db: Db): boolean => (db.select({ n: count() }).from(pupils).get()?.n ?? 0) > 0;

const hasLetters = (db: Db): boolean =>
  db.select({ id: accessKeys.id }).from(accessKeys).where(eq(accessKeys.kind, "guardian")).limit(1).get() !== undefined;

/** Somebody of the team besides the head has been given a code or has used it. */
const hasTeam = (db: Db): boolean => {
  const notYet = and(isNull(accounts.passwordHash), isNull(accounts.activationHash));
  const colleagues = db.select({ n: count() }).from(staff).where(eq(staff.isHead, false)).get()?.n ?? 0;
  const waiting = db
    .select({ n: count() })
    .from(staff)
    .innerJoin(accounts, eq(accounts.personId, staff.personId))
    .where(and(eq(staff.isHead, false), notYet))
    .get()?.n;
  return colleagues > 0 && (waiting ?? 0) < colleagues;
};

const stepsOf = (db: Db): FirstStep[] => [
  {
    title: "Importez les fichiers d’ONDE",
    hint: "Élèves, responsables et enseignants, ensemble et dans n’importe quel ordre.",
    href: "/direction/annuaire/import",
    isDone: hasPupils(db),
  },
  {
    title: "Donnez leur code aux enseignants",
    hint: "Chacun choisit son mot de passe à la première connexion.",
    href: "/direction/codes",
    isDone: hasTeam(db),
  },
  {
    title: "Une décision de justice\u202f?",
    hint: "Une question sur l’autorité parentale, avant les premières lettres.",
    href: "/direction/autorite",
    isDone: theSchool(db).authorityReviewedAt !== null,
  },
  {
    title: "Imprimez les lettres des familles",
    hint: "Une lettre par responsable, avec son code. La boîte doit d’abord connaître son portail.",
    href: "/direction/lettres",
    isDone: hasLetters(db),
  },
  {
    title: "Affichez l’adresse de la boîte",
    hint: "Une affiche A4 pour la salle des maîtres et les classes.",
    href: "/direction/affiche",
    isDone: false,
  },
];

/** On the head's home page until the school lives: pupils, team and letters are there. The poster cannot tell. */
export const firstSteps = ({ db, actor }: Doing): FeedItem[] => {
  if (!actor.isHead) return [];
  const steps = stepsOf(db);
  if (steps.filter(({ isDone }) => isDone).length === steps.length - 1) return [];
  return [{ id: "premiers-pas", order: 0, view: "installation/_first-steps", data: { steps } }];
};
