import { type Ctx, page } from "../../../core/http.ts";
import { compareNames, familyName, fullName, titledName } from "../../../people/names.ts";
import {
  countWaiting,
  type GuardianEntry,
  inClassroom,
  isChildOfNamed,
  isNamed,
  listClassrooms,
  listGuardians,
  listPupils,
  listStaff,
  type PupilEntry,
  type StaffEntry,
  wordsOf,
} from "../store.ts";
import { directoryView, type PupilCard, type StaffCard } from "../views.ts";
import { readable } from "../words.ts";

type Named = Parameters<typeof fullName>[0];

const byName = (a: Named, b: Named): number =>
  compareNames(familyName(a), familyName(b)) || compareNames(a.firstName, b.firstName);

const guardianText = (guardian: GuardianEntry) => ({
  name: `${guardian.title ?? ""} ${fullName(guardian)}`.trim(),
  contact: [guardian.mobilePhone ?? guardian.homePhone, guardian.email].filter(Boolean).join(" · "),
});

const pupilCards = ({ db, clock }: Ctx, found: readonly PupilEntry[]): PupilCard[] => {
  const guardians = listGuardians(
    db,
    clock.today(),
    found.map(({ id }) => id),
  );
  const byPupil = Map.groupBy(guardians, ({ pupilId }) => pupilId);
  return [...found].sort(byName).map((pupil) => ({
    name: fullName(pupil),
    detail: [pupil.classroom, readable(pupil.birthDate)].filter(Boolean).join(" · "),
    guardians: (byPupil.get(pupil.id) ?? []).sort(byName).map(guardianText),
  }));
};

const posts = { teacher: "Enseignement", staff: "Personnel", technician: "Technique" } as const;

const staffCard = (member: StaffEntry): StaffCard => ({
  name: titledName(member),
  detail: [member.isHead ? "Direction" : posts[member.post], member.classrooms, member.email]
    .filter(Boolean)
    .join(" · "),
});

/** By name, whoever they are; a child is also found by a parent's name. */
const search = (ctx: Ctx, words: readonly string[]): PupilEntry[] => {
  const today = ctx.clock.today();
  const own = listPupils(ctx.db, today, isNamed(words));
  const known = new Set(own.map(({ id }) => id));
  return [...own, ...listPupils(ctx.db, today, isChildOfNamed(words)).filter(({ id }) => !known.has(id))];
};

export const directory = page((ctx) => {
  const { db, clock } = ctx;
  const query = (ctx.query.q ?? "").trim().slice(0, 80);
  const words = wordsOf(query);
  const rooms = listClassrooms(db, clock.today()).sort((a, b) => compareNames(a.label, b.label));
  const chosen = rooms.find(({ id }) => id === ctx.query.classe);
  const isAsked = words.length > 0 || chosen !== undefined;
  const found =
    words.length > 0 ? search(ctx, words) : chosen ? listPupils(db, clock.today(), inClassroom(chosen.id)) : [];
  const team = chosen === undefined ? listStaff(db, clock.today(), words).sort(byName).map(staffCard) : [];
  return directoryView({
    query,
    classrooms: rooms,
    chosenId: chosen?.id ?? "",
    chosenLabel: chosen?.label ?? "",
    pupils: isAsked ? pupilCards(ctx, found) : [],
    staff: team,
    waiting: countWaiting(db),
    isAsked,
  });
});
