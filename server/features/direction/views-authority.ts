import { dayOf } from "../../core/clock.ts";
import { fullDay } from "../../core/dates.ts";
import type { Body, Ctx, Errors } from "../../core/http.ts";
import type { View } from "../../core/view.ts";
import { fullName } from "../../people/names.ts";
import { theSchool } from "../../people/school.ts";
import type { Decision, Relation } from "./authority.ts";
import { plural } from "./views.ts";

const kinds = {
  parent: "Parent",
  tutor: "Tuteur ou tutrice",
  foster: "Famille d’accueil",
  relative: "Proche",
  service: "Service",
} as const;

const chips: Readonly<Record<Decision, { tone: string; icon: string; text: string }>> = {
  none: { tone: "", icon: "check", text: "Autorité présumée : lit et signe" },
  reads: { tone: "sun", icon: "eye", text: "Lit, ne signe pas" },
  nothing: { tone: "brick", icon: "eye-off", text: "Ne voit rien" },
};

const titled = ({ guardian }: Relation): string =>
  [guardian.title, fullName(guardian)].filter((part) => part !== null).join(" ");

const rowOf = (relation: Relation) => ({
  href: `/direction/autorite/${relation.guardianship.id}`,
  guardian: titled(relation),
  pupil: fullName(relation.pupil),
  kind: kinds[relation.guardianship.kind],
  chip: chips[relation.decision],
  note: relation.guardianship.decisionNote ?? "",
});

export const authorityView = ({ db, clock }: Ctx, relations: readonly Relation[]): View => {
  const decided = relations.filter(({ decision }) => decision !== "none");
  const families = Map.groupBy(relations, ({ pupil }) => pupil.id);
  const reviewedAt = theSchool(db).authorityReviewedAt;
  return {
    view: "direction/authority",
    title: "Une décision de justice ?",
    data: {
      reviewedOn: reviewedAt === null ? "" : fullDay(dayOf(new Date(reviewedAt), clock.timeZone)),
      decided: decided.map(rowOf),
      answer: decided.length === 0 ? "Aucune décision : continuer" : "J’ai tout noté : continuer",
      all: `${plural(families.size, "enfant")}, ${plural(relations.length, "lien")}`,
      children: [...families.values()].map((rows) => ({
        name: rows[0] === undefined ? "" : fullName(rows[0].pupil),
        rows: rows.map(rowOf),
      })),
    },
  };
};

const words = (value: unknown): string => (typeof value === "string" ? value : "");

export const decisionView = (_ctx: Ctx, relation: Relation, values?: Body, errors: Errors = {}): View => ({
  view: "direction/decision",
  title: "Noter une décision",
  data: {
    ...rowOf(relation),
    firstName: relation.pupil.firstName,
    chosen: values === undefined ? relation.decision : words(values.decision),
    note: values === undefined ? (relation.guardianship.decisionNote ?? "") : words(values.note),
    errors,
  },
});
