import { dayOf } from "../../core/clock.ts";
import { fullDay } from "../../core/dates.ts";
import type { Body, Ctx, Errors } from "../../core/http.ts";
import type { View } from "../../core/view.ts";
import { spanWords } from "../../people/families/days.ts";
import { relationKinds } from "../../people/families/kinds.ts";
import { fullName, titledName } from "../../people/names.ts";
import { theSchool } from "../../people/school.ts";
import type { Decision, Judged, Relation } from "./authority.ts";
import { plural } from "./views.ts";

const chips: Readonly<Record<Decision, { tone: string; icon: string; text: string }>> = {
  none: { tone: "", icon: "check", text: "Autorité présumée : lit et signe" },
  reads: { tone: "sun", icon: "eye", text: "Lit, ne signe pas" },
  nothing: { tone: "brick", icon: "eye-off", text: "Ne voit rien" },
};

/** No decision, but the relation gives no signature. */
const informed = { tone: "", icon: "users", text: "Selon le lien avec l’enfant" };

const titled = ({ guardian }: Relation): string =>
  [guardian.title, fullName(guardian)].filter((part) => part !== null).join(" ");

/** What the chip does not say: an address that is hidden, the gate, dates. */
const moreOf = ({ noted, decision }: Relation, today: string): string => {
  if (noted === null) return "";
  const parts = [
    noted.hidesContactsOf.length > 0 ? "adresse d’un autre responsable cachée" : "",
    noted.forbidsFetching && decision !== "nothing" ? "ne vient pas chercher l’enfant" : "",
    spanWords(noted.startsOn, noted.endsOn, today),
  ];
  return parts.filter(Boolean).join(", ");
};

const rowOf = (relation: Relation, today: string) => ({
  href: `/direction/autorite/${relation.guardianship.id}`,
  guardian: titled(relation),
  pupil: fullName(relation.pupil),
  family: `/direction/familles/${relation.pupil.id}`,
  kind: relationKinds[relation.guardianship.kind].words,
  chip: relation.guardianship.signsUsual || relation.decision !== "none" ? chips[relation.decision] : informed,
  more: moreOf(relation, today),
  note: relation.noted?.note ?? relation.guardianship.decisionNote ?? "",
});

export const authorityView = ({ db, clock }: Ctx, relations: readonly Relation[]): View => {
  const decided = relations.filter(({ decision, noted }) => decision !== "none" || noted !== null);
  const today = clock.today();
  const families = Map.groupBy(relations, ({ pupil }) => pupil.id);
  const reviewedAt = theSchool(db).authorityReviewedAt;
  return {
    view: "direction/authority",
    title: "Une décision de justice ?",
    data: {
      reviewedOn: reviewedAt === null ? "" : fullDay(dayOf(new Date(reviewedAt), clock.timeZone)),
      decided: decided.map((relation) => rowOf(relation, today)),
      answer: decided.length === 0 ? "Aucune décision : continuer" : "J’ai tout noté : continuer",
      all: `${plural(families.size, "enfant")}, ${plural(relations.length, "lien")}`,
      children: [...families.values()].map((rows) => ({
        name: rows[0] === undefined ? "" : fullName(rows[0].pupil),
        family: rows[0] === undefined ? "" : `/direction/familles/${rows[0].pupil.id}`,
        rows: rows.map((relation) => rowOf(relation, today)),
      })),
    },
  };
};

const words = (value: unknown): string => (typeof value === "string" ? value : "");
const many = (value: unknown): string[] => [value].flat().filter((one) => typeof one === "string");

/** The form as it stands in the records, or as it was just sent. */
const formOf = ({ decision, noted, guardianship }: Relation, values?: Body) =>
  values === undefined
    ? {
        chosen: decision,
        hidden: noted?.hidesContactsOf ?? [],
        forbids: noted?.forbidsFetching === true,
        du: noted?.startsOn ?? "",
        au: noted?.endsOn ?? "",
        note: noted?.note ?? guardianship.decisionNote ?? "",
      }
    : {
        chosen: words(values.decision),
        hidden: many(values.adresses),
        forbids: values.sortie !== undefined,
        du: words(values.du),
        au: words(values.au),
        note: words(values.note),
      };

export const decisionView = ({ clock }: Ctx, relation: Judged, values?: Body, errors: Errors = {}): View => {
  const { hidden, ...form } = formOf(relation, values);
  return {
    view: "direction/decision",
    title: "Noter une décision",
    data: {
      ...rowOf(relation, clock.today()),
      ...form,
      firstName: relation.pupil.firstName,
      others: relation.others.map((other) => ({
        id: other.id,
        name: titledName(other),
        isHidden: hidden.includes(other.id),
      })),
      errors,
    },
  };
};
