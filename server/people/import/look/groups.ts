import { fullName } from "../../names.ts";
import type { Change, GuardianLine, Plan, PupilLine } from "../plan-types.ts";
import { levelRank } from "../values.ts";
import { plural, type ReadableChange, readable, readableChange } from "./words.ts";

export interface PersonRow {
  readonly name: string;
  readonly detail: string;
  readonly changes: readonly ReadableChange[];
}

/** A fold of the preview: at most `shown` rows, and how many more there are. */
export interface Fold {
  readonly title: string;
  readonly rows: readonly PersonRow[];
  readonly more: number;
}

const shown = 250;

export const fold = (one: string, many: string, rows: readonly PersonRow[]): Fold[] =>
  rows.length === 0
    ? []
    : [{ title: plural(rows.length, one, many), rows: rows.slice(0, shown), more: Math.max(0, rows.length - shown) }];

type Named = Parameters<typeof fullName>[0];
interface AnyLine {
  readonly state: string;
  readonly record: Named;
  readonly changes: readonly Change[];
}

const rowOf = <L extends AnyLine>(line: L, detail: (line: L) => string): PersonRow => ({
  name: fullName(line.record),
  detail: detail(line),
  changes: line.changes.map(readableChange),
});

/** Found in the academic directory for the first time, and otherwise as before. */
const isOnlyKeyed = ({ state, changes }: AnyLine): boolean =>
  state === "changed" && changes.every(({ field }) => field === "joinKey");

const rowsOf = <L extends AnyLine>(lines: readonly L[], state: string, detail: (line: L) => string): PersonRow[] =>
  lines.filter((line) => line.state === state && !isOnlyKeyed(line)).map((line) => rowOf(line, detail));

const recognised = ({ pupils, guardians, staff }: Plan): PersonRow[] =>
  [...pupils, ...guardians, ...staff].filter(isOnlyKeyed).map((line) => rowOf<AnyLine>(line, () => ""));

const classAndLevel = (classroom: string | null, level: string | null): string =>
  [classroom, level === null || classroom?.includes(level) ? null : level].filter(Boolean).join(", ");

const pupilDetail = ({ record }: PupilLine): string =>
  [record.classroom, readable(record.birthDate)].filter(Boolean).join(", ");
const guardianDetail = ({ children }: GuardianLine): string =>
  children
    .map(({ text, authority }) => (authority?.after === "none" ? `${text} (sans autorité parentale)` : text))
    .join(" · ");
const staffDetail = ({ record }: Plan["staff"][number]): string => record.classrooms.join(", ");

/** Guardians known before, by the newcomer who joins them: a brother comes to his sister's parents. */
const awaitedBy = (plan: Plan): Map<string, string[]> => {
  const byChild = new Map<string, string[]>();
  for (const { knownId, children, record } of plan.guardians)
    for (const { target, isNew, state } of children)
      if (knownId !== null && state === "certain" && isNew && target !== null)
        byChild.set(target.key, [...(byChild.get(target.key) ?? []), fullName(record)]);
  return byChild;
};

const arrivals = (plan: Plan): Fold[] => {
  const parents = awaitedBy(plan);
  const lines = plan.pupils.filter(({ state }) => state === "new");
  const [joining, others] = [true, false].map((joins) => lines.filter(({ key }) => parents.has(key) === joins));
  const withParents = (line: PupilLine): string =>
    `${pupilDetail(line)} · enfant de ${parents.get(line.key)?.join(" et ")}`;
  return [
    ...fold(
      "arrivée dans une famille déjà connue",
      "arrivées dans des familles déjà connues",
      (joining ?? []).map((line) => rowOf(line, withParents)),
    ),
    ...fold(
      "élève nouveau",
      "élèves nouveaux",
      (others ?? []).map((line) => rowOf(line, pupilDetail)),
    ),
  ];
};

/** How many levels somebody climbs; null where one of the years does not say. */
const climb = (before: string | null, after: string | null): number | null => {
  const [from, to] = [before, after].map(levelRank);
  return from === undefined || to === undefined || from < 0 || to < 0 ? null : to - from;
};

const placeFields = new Set(["classroom", "level"]);

/** With a new year everybody changes class: what is usual apart from what the head will want to look at. */
const moves = (plan: Plan): Fold[] => {
  const known = plan.pupils.filter((line) => line.state === "changed" && !isOnlyKeyed(line));
  const step = ({ former, record }: PupilLine): number | null => climb(former?.level ?? null, record.level);
  const detail = ({ former, record }: PupilLine): string =>
    `${classAndLevel(former?.label ?? null, former?.level ?? null) || "sans classe"} → ${classAndLevel(record.classroom, record.level) || "sans classe"}`;
  const rows = (isWanted: (line: PupilLine) => boolean): PersonRow[] =>
    known
      .filter(isWanted)
      .map((line) => rowOf({ ...line, changes: line.changes.filter(({ field }) => !placeFields.has(field)) }, detail));
  return [
    ...fold(
      "élève au parcours inhabituel",
      "élèves au parcours inhabituel",
      rows((line) => ![0, 1].includes(step(line) ?? 9)),
    ),
    ...fold(
      "élève au même niveau",
      "élèves au même niveau",
      rows((line) => step(line) === 0),
    ),
    ...fold(
      "élève au niveau suivant",
      "élèves au niveau suivant",
      rows((line) => step(line) === 1),
    ),
  ];
};

const others = (plan: Plan): Fold[] => [
  ...fold("responsable nouveau", "responsables nouveaux", rowsOf(plan.guardians, "new", guardianDetail)),
  ...fold("responsable modifié", "responsables modifiés", rowsOf(plan.guardians, "changed", guardianDetail)),
  ...fold("membre de l’équipe nouveau", "membres de l’équipe nouveaux", rowsOf(plan.staff, "new", staffDetail)),
  ...fold("membre de l’équipe modifié", "membres de l’équipe modifiés", rowsOf(plan.staff, "changed", staffDetail)),
];

export const mainFolds = (plan: Plan): Fold[] => [
  ...arrivals(plan),
  ...(plan.opens ? moves(plan) : fold("élève modifié", "élèves modifiés", rowsOf(plan.pupils, "changed", pupilDetail))),
  ...others(plan),
];

export const unchangedFolds = (plan: Plan): Fold[] => [
  ...fold(
    "personne reconnue dans l’annuaire académique, sans autre changement",
    "personnes reconnues dans l’annuaire académique, sans autre changement",
    recognised(plan),
  ),
  ...fold("élève inchangé", "élèves inchangés", rowsOf(plan.pupils, "unchanged", pupilDetail)),
  ...fold("responsable inchangé", "responsables inchangés", rowsOf(plan.guardians, "unchanged", guardianDetail)),
  ...fold("membre de l’équipe inchangé", "membres de l’équipe inchangés", rowsOf(plan.staff, "unchanged", staffDetail)),
];

/** Within a year nobody leaves by an import: whom the files leave out is only told. */
export const absentFolds = (plan: Plan): Fold[] =>
  plan.opens
    ? []
    : [
        ...fold(
          "élève ne figure plus dans ces fichiers",
          "élèves ne figurent plus dans ces fichiers",
          plan.leavers.map((pupil) => ({ name: fullName(pupil), detail: pupil.classroom ?? "", changes: [] })),
        ),
        ...fold(
          "membre de l’équipe ne figure plus dans ces fichiers",
          "membres de l’équipe ne figurent plus dans ces fichiers",
          plan.staffLeavers.map((member) => ({
            name: fullName(member),
            detail: member.classrooms.join(", "),
            changes: [],
          })),
        ),
      ];
