import type { Doing } from "../../core/feature.ts";
import { readTeam } from "../../people/directory/entries.ts";
import { readClassrooms, readGroups } from "../../people/directory/places.ts";
import { compareNames, familyName, fullName, type Named } from "../../people/names.ts";
import type { Choice } from "./fields.ts";

type Reading = Pick<Doing, "db" | "clock">;

const byText = (a: Choice, b: Choice): number => compareNames(a.text, b.text);

/** "Mme Anne Morin", "Léa Roux" */
export const adultName = (person: Named): string => [person.title, fullName(person)].filter(Boolean).join(" ");

export const byName = (a: Named, b: Named): number =>
  compareNames(familyName(a), familyName(b)) || compareNames(a.firstName, b.firstName);

/** Classes of the present year. */
export const classroomChoices = (reading: Reading): Choice[] =>
  readClassrooms(reading, "present")
    .map(({ id, label }) => ({ value: id, text: label }))
    .sort(byText);

/** Groups of the present year that are not over. */
export const groupChoices = (reading: Reading): Choice[] =>
  readGroups(reading, "present")
    .filter(({ endsOn }) => endsOn === null || endsOn >= reading.clock.today())
    .map(({ id, label }) => ({ value: id, text: label }))
    .sort(byText);

/** Everybody to whom pupils may be entrusted. */
export const teamChoices = (reading: Reading): Choice[] =>
  readTeam(reading, "here")
    .filter(({ post }) => post !== "technician")
    .sort(byName)
    .map((member) => ({
      value: member.id,
      text: adultName(member),
      hint: member.classrooms === "" ? undefined : member.classrooms,
    }));
