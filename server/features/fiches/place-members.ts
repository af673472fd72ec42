import type { Member } from "../../people/directory/fiche.ts";
import { fullName } from "../../people/names.ts";
import { adultName, byName } from "./choices.ts";
import type { PlaceMember } from "./views.ts";
import { periodWords } from "./words.ts";

interface Sorted {
  readonly adults: readonly PlaceMember[];
  readonly pupils: readonly PlaceMember[];
  readonly past: readonly PlaceMember[];
}

const shown = ({ membership, person }: Member, today: string): PlaceMember => ({
  id: person.id,
  name: membership.as === "pupil" ? fullName(person) : adultName(person),
  detail: [membership.level, periodWords(membership, today)].filter(Boolean).join(" · "),
});

const isOn = ({ membership, leftOn }: Member, day: string): boolean =>
  membership.startsOn <= day &&
  (membership.endsOn === null || membership.endsOn >= day) &&
  (leftOn === null || leftOn >= day);

/** Adults and pupils of the day, by name, and everybody else who was or will be in it. */
export const sortMembers = (members: readonly Member[], day: string): Sorted => {
  const ordered = [...members].sort((a, b) => byName(a.person, b.person));
  const now = ordered.filter((member) => isOn(member, day));
  const show = (list: readonly Member[]): PlaceMember[] => list.map((member) => shown(member, day));
  return {
    adults: show(now.filter(({ membership }) => membership.as !== "pupil")),
    pupils: show(now.filter(({ membership }) => membership.as === "pupil")),
    past: show(ordered.filter((member) => !isOn(member, day))),
  };
};
