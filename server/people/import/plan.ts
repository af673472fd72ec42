import { compareNames, familyName, fullName, nameKey } from "../names.ts";
import { expandFeed } from "./aaf/expand.ts";
import { settleFeed } from "./aaf/settle.ts";
import { recognise } from "./aliases.ts";
import { ChildFinder } from "./child-refs.ts";
import { keepCorrections } from "./hand.ts";
import { ClassroomPlan } from "./plan-classrooms.ts";
import { planGuardians } from "./plan-guardians.ts";
import { planPupils } from "./plan-pupils.ts";
import { planStaff } from "./plan-staff.ts";
import type { ClassroomLine, Decisions, GuardianLine, Plan, StaffLine, Warning } from "./plan-types.ts";
import type { PupilRecord, Records } from "./records.ts";
import type { KnownPupil, KnownStaff, Snapshot } from "./snapshot-types.ts";

/** Belongs to the school now. */
const isEnrolled = (pupil: KnownPupil): boolean => pupil.leftOn === null;

const byName = (a: KnownPupil | KnownStaff, b: KnownPupil | KnownStaff): number =>
  compareNames(familyName(a), familyName(b)) || compareNames(a.firstName, b.firstName);

/** Below this share of known pupils who reappear, the files may be another school's: a CSV names none. */
const enoughShare = 1 / 5;

const warnOfOtherSchool = (met: number, known: number): Warning[] =>
  known === 0 || met >= known * enoughShare
    ? []
    : [
        {
          text: `Sur ${known} élèves de l’annuaire, ${met === 0 ? "aucun ne figure" : `${met} seulement figurent`} dans ces fichiers. Viennent-ils bien de votre école\u202f?`,
          asks: true,
        },
      ];

const warnOfDirector = (lines: readonly StaffLine[], staff: readonly KnownStaff[]): Warning[] => {
  const head = staff.find((member) => member.isHead);
  const named = lines.filter(({ record }) => record.isDirector);
  if (head === undefined || named.length === 0 || named.some(({ knownId }) => knownId === head.id)) return [];
  const names = named.map(({ record }) => fullName(record)).join(", ");
  return [
    {
      text: `ONDE désigne ${names} à la direction\u00a0; ici, c’est ${fullName(head)}. L’import n’y change rien.`,
      asks: false,
    },
  ];
};

const tellOfNewYear = ({ opens }: Snapshot): Warning[] =>
  opens === null
    ? []
    : [{ text: `L’année ${opens.label} commence\u00a0: les classes de ${opens.previous} se terminent.`, asks: false }];

/** Known pupils whom the files name: in the pupils' file, or as somebody's child. */
const reappearing = (met: ReadonlySet<string>, guardians: readonly GuardianLine[]): ReadonlySet<string> => {
  const children = guardians.flatMap((line) => line.children.flatMap(({ target }) => target?.knownId ?? []));
  return new Set([...met, ...children]);
};

const countLinks = (snapshot: Snapshot, lines: readonly GuardianLine[]): number => {
  const before = snapshot.guardians.reduce((sum, { childIds }) => sum + childIds.size, 0);
  const applied = lines.filter(({ state }) => state !== "doubtful" && state !== "waiting");
  return before + applied.flatMap(({ children }) => children.filter(({ isNew }) => isNew)).length;
};

/** Rows use the labels under which the directory will know their classes: a spelling is not a change of class. */
const withKnownLabels = (records: readonly PupilRecord[], classrooms: ClassroomPlan): PupilRecord[] =>
  records.map((record) => ({
    ...record,
    classroom: record.classroom === null ? null : classrooms.labelOf(record.classroom),
  }));

/** A renamed class is no change for its pupils: they are compared under its new label. */
const withNewLabels = (snapshot: Snapshot, classrooms: ClassroomPlan): Snapshot => {
  const renamed = new Map(classrooms.lines.map(({ renamedFrom, label }) => [nameKey(renamedFrom), label]));
  const rename = (label: string): string => renamed.get(nameKey(label)) ?? label;
  return {
    ...snapshot,
    pupils: snapshot.pupils.map((pupil) => ({ ...pupil, classroom: pupil.classroom && rename(pupil.classroom) })),
    staff: snapshot.staff.map((member) => ({ ...member, classrooms: member.classrooms.map(rename) })),
  };
};

/** Where a new year begins: what ONDE called the same class last year, when it was something else. */
const formerLabel = ({ former }: Snapshot, { label, ondeId }: ClassroomLine): string | null => {
  const before = ondeId === null ? undefined : former.labels.get(ondeId);
  return before === undefined || nameKey(before) === nameKey(label) ? null : before;
};

/**
 * What importing these records into this directory would do. Pure: reads nothing, changes nothing. What is certain is
 * new, changed or unchanged; what is not waits with its evidence, and `decisions` holds the head's answers.
 */
export const planImport = (said: Records, present: Snapshot, decisions: Decisions): Plan => {
  const { records, sayings } = recognise(expandFeed(said, present), present);
  const classrooms = new ClassroomPlan(records.pupils, records.staff, present.classrooms);
  const snapshot = withNewLabels(present, classrooms);
  const pupils = planPupils(withKnownLabels(records.pupils, classrooms), snapshot.pupils, decisions);
  const finder = new ChildFinder(pupils.lines, snapshot.pupils, pupils.met);
  const guardians = planGuardians(records.guardians, snapshot, finder, decisions);
  const staff = planStaff(records.staff, snapshot.staff, classrooms, decisions);
  const { former } = snapshot;
  const enrolled = snapshot.pupils.filter(isEnrolled);
  const again = reappearing(pupils.met, guardians.lines);
  const speaksOfPupils = !said.feed && records.pupils.length + records.guardians.length > 0;
  const plan: Plan = {
    pupils: pupils.lines.map((line) => ({ ...line, former: former.places.get(line.knownId ?? "") })),
    guardians: guardians.lines,
    staff: staff.lines,
    classrooms: classrooms.lines.map((line) => ({
      ...line,
      renamedFrom: line.renamedFrom ?? formerLabel(snapshot, line),
    })),
    opens: snapshot.opens,
    departures: [],
    leavers: records.pupils.length === 0 ? [] : enrolled.filter(({ id }) => !pupils.met.has(id)).sort(byName),
    staffLeavers:
      records.staff.length === 0
        ? []
        : snapshot.staff
            .filter(({ id, isHead, leftOn }) => !staff.met.has(id) && !isHead && leftOn === null)
            .sort(byName),
    kept: [],
    rejected: [...records.rejected, ...guardians.rejected],
    notes: [...records.notes, ...pupils.notes, ...guardians.notes, ...staff.notes],
    warnings: [
      ...tellOfNewYear(snapshot),
      ...(speaksOfPupils ? warnOfOtherSchool(enrolled.filter(({ id }) => again.has(id)).length, enrolled.length) : []),
      ...warnOfDirector(staff.lines, snapshot.staff),
    ],
    links: countLinks(snapshot, guardians.lines),
  };
  return keepCorrections(settleFeed(plan, records, snapshot), snapshot, sayings);
};
