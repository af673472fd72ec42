import { and, eq, gte, isNull, or } from "drizzle-orm";
import type { Doing } from "../../core/feature.ts";
import { keysInForce } from "../access-keys.ts";
import { compareNames, familyName, fullName } from "../names.ts";
import { asPupil, isGuardianOn, isMemberOn, mayReadAbout } from "../relations.ts";
import { classrooms, guardianships, memberships, people } from "../tables.ts";

type Person = typeof people.$inferSelect;

export interface LetterChild {
  readonly name: string;
  /** "" for a child who is in no class yet. */
  readonly classroom: string;
}

/** One guardian's letter: to whom, about whom, and since when their present sheet has been in force. */
export interface FamilyLetter {
  readonly guardian: Person;
  readonly children: readonly LetterChild[];
  readonly issuedAt: string | null;
}

/** The letters that one class hands out. */
export interface ClassLetters {
  /** null: children who are in no class yet. */
  readonly classroomId: string | null;
  readonly label: string;
  readonly letters: readonly FamilyLetter[];
}

const levels = ["TPS", "PS", "MS", "GS", "CP", "CE1", "CE2", "CM1", "CM2"];

interface Classroom {
  readonly id: string | null;
  readonly label: string;
  readonly rank: number;
}
const noClass: Classroom = { id: null, label: "", rank: levels.length };

const rankOf = (given: readonly string[]): number =>
  Math.min(levels.length - 1, ...given.map((level) => levels.indexOf(level)).filter((index) => index >= 0));

const compareClasses = (a: Classroom, b: Classroom): number => a.rank - b.rank || compareNames(a.label, b.label);

type Reading = Pick<Doing, "db" | "clock">;

const classOfEachPupil = ({ db, clock }: Reading): Map<string, Classroom> => {
  const rows = db
    .select({ pupilId: memberships.personId, classroom: classrooms })
    .from(memberships)
    .innerJoin(classrooms, eq(classrooms.id, memberships.classroomId))
    .where(and(asPupil(), isMemberOn(clock.today())))
    .all();
  return new Map(
    rows.map(({ pupilId, classroom: { id, label, levels: given } }) => [pupilId, { id, label, rank: rankOf(given) }]),
  );
};

/** Everybody who may read about a child of the school, with each of these children. One row for each pair. */
const pairs = ({ db, clock }: Reading) => {
  const day = clock.today();
  const isHere = or(isNull(people.leftOn), gte(people.leftOn, day));
  const here = new Map(
    db
      .select()
      .from(people)
      .where(isHere)
      .all()
      .map((person) => [person.id, person]),
  );
  return db
    .select({ guardianId: guardianships.guardianId, pupilId: guardianships.pupilId })
    .from(guardianships)
    .where(and(isGuardianOn(day), mayReadAbout(day)))
    .all()
    .flatMap(({ guardianId, pupilId }) => {
      const [guardian, pupil] = [here.get(guardianId), here.get(pupilId)];
      return guardian === undefined || pupil === undefined ? [] : [{ guardian, pupil }];
    });
};

const ownSheets = (reading: Reading) => keysInForce(reading).filter(({ kind }) => kind === "guardian");

interface Sorted {
  readonly letter: FamilyLetter;
  /** The youngest child, whose class hands the letter out. */
  readonly child: Person;
  readonly through: Classroom;
}

const letterOf = (
  rows: readonly { guardian: Person; pupil: Person }[],
  classOf: ReadonlyMap<string, Classroom>,
  issued: ReadonlyMap<string, string>,
): Sorted[] => {
  const children = rows
    .map(({ pupil }) => ({ pupil, classroom: classOf.get(pupil.id) ?? noClass }))
    .sort((a, b) => compareClasses(a.classroom, b.classroom) || comparePeople(a.pupil, b.pupil));
  const [first, guardian] = [children[0], rows[0]?.guardian];
  if (first === undefined || guardian === undefined) return [];
  const letter: FamilyLetter = {
    guardian,
    children: children.map(({ pupil, classroom }) => ({ name: fullName(pupil), classroom: classroom.label })),
    issuedAt: issued.get(guardian.id) ?? null,
  };
  return [{ letter, child: first.pupil, through: first.classroom }];
};

/**
 * The letters in the order in which they are handed out: class by class, then by the child's name, so that both
 * parents' letters lie together. A guardian gets one letter, through the class of the youngest child, whatever the
 * number of children: a second print would end the first.
 */
export const lettersByClass = (reading: Reading): ClassLetters[] => {
  const classOf = classOfEachPupil(reading);
  const issued = new Map(ownSheets(reading).map(({ personId, issuedAt }) => [personId, issuedAt]));
  const families = Map.groupBy(pairs(reading), ({ guardian }) => guardian.id);
  const sorted = [...families.values()]
    .flatMap((rows) => letterOf(rows, classOf, issued))
    .sort(
      (a, b) =>
        compareClasses(a.through, b.through) ||
        comparePeople(a.child, b.child) ||
        comparePeople(a.letter.guardian, b.letter.guardian),
    );
  return [...Map.groupBy(sorted, ({ through }) => through.id)].map(([classroomId, rows]) => ({
    classroomId,
    label: rows[0]?.through.label || "Sans classe",
    letters: rows.map(({ letter }) => letter),
  }));
};

const comparePeople = (a: Person, b: Person): number =>
  compareNames(familyName(a), familyName(b)) || compareNames(a.firstName, b.firstName) || (a.id < b.id ? -1 : 1);
