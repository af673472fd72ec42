import type { Body, Errors } from "../../core/http.ts";
import type { View } from "../../core/view.ts";
import { spanWords } from "../../people/families/days.ts";
import { households } from "../../people/families/household.ts";
import { relationKinds, signsByAuthority } from "../../people/families/kinds.ts";
import type { PickupPerson } from "../../people/families/pickup.ts";
import type { Around } from "../../people/families/relation.ts";
import { fullName, titledName } from "../../people/names.ts";
import type { people } from "../../people/tables.ts";
import type { findChildren } from "./children.ts";

type Person = typeof people.$inferSelect;

export const familiesView = (data: {
  query: string;
  classroom: string;
  classes: readonly { id: string; label: string }[];
  children: ReturnType<typeof findChildren>;
}): View => ({
  view: "familles/index",
  title: "Familles",
  data: {
    ...data,
    children: data.children.map(({ person, label }) => ({
      name: fullName(person),
      href: `/direction/familles/${person.id}`,
      classroom: label,
    })),
    isAsked: data.query !== "" || data.classroom !== "",
  },
});

interface Chip {
  readonly tone: string;
  readonly icon: string;
  readonly text: string;
}

/** What a relation gives today, as chips: decisions first. */
const chipsOf = ({ guardianship, decision }: Around, today: string): Chip[] => {
  const chips: Chip[] = [];
  const isNow = decision !== null && decision.startsOn <= today;
  const hides = isNow && decision.hidesChild;
  const reads = guardianship.mayRead && !hides;
  const hasAuthority = guardianship.authority !== "none" || !signsByAuthority(guardianship.kind);
  const signs = reads && guardianship.signsUsual && hasAuthority && !(isNow && decision.takesAuthority);
  const isKept = isNow && (decision.forbidsFetching || hides);
  if (decision !== null) chips.push({ tone: "brick", icon: "shield", text: "Décision de justice" });
  if (!reads) chips.push({ tone: "", icon: "eye-off", text: "N’est pas informé" });
  else if (!signs) chips.push({ tone: "sun", icon: "eye", text: "Lit, ne signe pas" });
  else
    chips.push({
      tone: "leaf",
      icon: "pen-line",
      text: guardianship.signsAll ? "Lit et signe tout" : "Lit, signe les actes usuels",
    });
  if (isKept) chips.push({ tone: "brick", icon: "x", text: "Ne vient pas chercher" });
  else if (guardianship.mayFetch) chips.push({ tone: "leaf", icon: "check", text: "Vient chercher" });
  if (guardianship.isEmergency) chips.push({ tone: "sky", icon: "phone", text: "En cas d’urgence" });
  return chips;
};

const contactOf = ({ mobilePhone, homePhone, email }: Person): string =>
  [mobilePhone ?? homePhone, email].filter(Boolean).join(" · ");

const addressOf = ({ address, postcode, city }: Person): string =>
  [address, [postcode, city].filter(Boolean).join(" ")].filter(Boolean).join(", ");

const aroundRow = (one: Around, today: string) => {
  const { guardian, guardianship } = one;
  const path = `/direction/familles/${guardianship.pupilId}/liens/${guardianship.id}`;
  const { kind, startsOn, endsOn } = guardianship;
  const isDated = endsOn !== null || startsOn > today || kind === "foster" || kind === "relative";
  return {
    name: fullName(guardian),
    detail: [relationKinds[kind].words, isDated ? spanWords(startsOn, endsOn, today) : "", contactOf(guardian)]
      .filter(Boolean)
      .join(" · "),
    chips: one.isOver ? [] : chipsOf(one, today),
    note: one.decision?.note ?? "",
    href: path,
    decisionHref: one.isOver ? "" : `/direction/autorite/${guardianship.id}`,
    endHref: `${path}/fin`,
    resumeHref: `${path}/reprise`,
  };
};

const homesOf = (around: readonly Around[], today: string) =>
  households(
    around.map((one) => ({
      one,
      household: one.guardianship.household,
      address: one.guardian.address,
      postcode: one.guardian.postcode,
    })),
  ).map((members) => {
    const [first] = members;
    return {
      title: `Foyer de ${members.map(({ one }) => titledName(one.guardian)).join(" et ")}`,
      address: first === undefined ? "" : addressOf(first.one.guardian),
      rows: members.map(({ one }) => aroundRow(one, today)),
    };
  });

export const childView = (data: {
  pupil: Person;
  classroom: string;
  around: readonly Around[];
  listed: readonly PickupPerson[];
  today: string;
  values: Body;
  errors: Errors;
}): View => {
  const { pupil, today, values } = data;
  const name = fullName(pupil);
  const path = `/direction/familles/${pupil.id}`;
  const typed = (field: string): string => (typeof values[field] === "string" ? values[field] : "");
  return {
    view: "familles/child",
    title: "La famille d’un enfant",
    data: {
      name,
      firstName: pupil.firstName,
      path,
      classroom: data.classroom,
      homes: homesOf(
        data.around.filter(({ isOver }) => !isOver),
        today,
      ),
      past: data.around.filter(({ isOver }) => isOver).map((one) => aroundRow(one, today)),
      listed: data.listed.map(({ id, name: who, relation, phone, startsOn, endsOn }) => ({
        name: who,
        detail: [relation, phone, endsOn !== null || startsOn > today ? spanWords(startsOn, endsOn, today) : ""]
          .filter(Boolean)
          .join(" · "),
        removeHref: `${path}/sortie/${id}/retrait`,
      })),
      typed: {
        nom: typed("nom"),
        lien: typed("lien"),
        telephone: typed("telephone"),
        du: typed("du"),
        au: typed("au"),
      },
      errors: data.errors,
    },
  };
};
