import { dayPlus } from "../../core/dates.ts";
import type { Deps } from "../../core/feature.ts";
import { replaceTeacher } from "../../people/by-hand/classrooms.ts";
import { createMember } from "../../people/by-hand/creating.ts";
import { withoutContacts } from "../../people/by-hand/fields.ts";
import { createGroup, setGroupPupils } from "../../people/by-hand/groups.ts";
import { getGroup } from "../../people/directory/fiche.ts";
import { currentYear } from "../../people/school.ts";
import { seedAsHead, seedClass, seedClasses } from "../../people/seeding.ts";

/** Next week's school days, from Monday to Friday. */
const nextWeek = (today: string): { from: string; until: string } => {
  const from = dayPlus(today, 8 - (new Date(`${today}T12:00:00Z`).getUTCDay() || 7));
  return { from, until: dayPlus(from, 4) };
};

/** A choir across two classes, somebody who replaces a teacher next week, and a guest with a last day. */
export const seed = (deps: Deps): void => {
  const head = seedAsHead(deps);
  const rooms = seedClasses(deps);
  const [older, younger] = [seedClass(rooms, "CM1"), seedClass(rooms, "CE1")];
  if (head === undefined || older === undefined || younger === undefined) return;
  const [leader] = older.teacherIds;
  const fields = { label: "Chorale", startsOn: null, endsOn: null, adultIds: leader === undefined ? [] : [leader] };
  const group = getGroup(head, createGroup(head, fields));
  setGroupPupils(
    head,
    group,
    [older, younger].flatMap(({ pupils }) => pupils.slice(0, 8).map(({ id }) => id)),
  );
  const { from, until } = nextWeek(deps.clock.today());
  const { endsOn } = currentYear(deps.db);
  const substitute = {
    ...withoutContacts,
    title: "Mme",
    firstName: "Noémie",
    lastName: "VASSEUR",
    usageName: null,
  } as const;
  if (until <= endsOn) replaceTeacher(head, younger.id, { from, until, who: { person: substitute } });
  createMember(head, {
    person: { ...withoutContacts, title: "M.", firstName: "Basile", lastName: "TANGUY", usageName: null },
    post: "staff",
    classroomIds: [older.id],
    lastDay: dayPlus(deps.clock.today(), 30),
  });
};
