import type { Db } from "../../core/db.ts";
import { generationOf } from "../../core/db.ts";
import type { Deps } from "../../core/feature.ts";
import { fingerprintOf, planNow } from "../../people/import/apply.ts";
import { countPlan } from "../../people/import/counts.ts";
import { getImport, type Import, recordsOf } from "../../people/import/imports.ts";
import type { Change, Doubt, GuardianLine, Kept, Plan, PlanCounts } from "../../people/import/plan-types.ts";
import type { Remark } from "../../people/import/records.ts";
import { fullName } from "../../people/names.ts";
import { plural, type ReadableChange, readable, readableChange } from "./words.ts";

type Looking = Pick<Deps, "db" | "clock">;

let kept: { db: Db; key: string; plan: Plan } | null = null;

/** The plan of an import, computed once as long as nothing has been written. */
export const planOf = ({ db, clock }: Looking, { id, yearLabel, hasRecords }: Import): Plan | null => {
  if (!hasRecords) return null;
  const key = `${id} ${generationOf(db)} ${clock.today()}`;
  if (kept?.db === db && kept.key === key) return kept.plan;
  const records = recordsOf(db, id);
  if (records === null) return null;
  const plan = planNow(db, clock, records, yearLabel);
  kept = { db, key, plan };
  return plan;
};

/** A question to the head, with what tells the answers apart. */
export interface Question extends Doubt {
  readonly who: string;
  /** What the row says of that person, to compare with the choices. */
  readonly about: string;
  readonly where: string;
}

const where = ({ file, line }: { file: string; line: number }): string => `${file}, ligne ${line}`;

type Described = Plan["pupils"][number]["record"] | GuardianLine["record"] | Plan["staff"][number]["record"];

/** The name in use, and the one at birth where it differs: files are sorted by it. */
const nameOf = (record: Described): string =>
  record.usageName === null ? fullName(record) : `${fullName(record)} (${record.lastName})`;

const aboutOf = (record: Described): string =>
  [
    record.address,
    record.city,
    "mobilePhone" in record ? record.mobilePhone : null,
    "email" in record ? record.email : null,
  ]
    .filter(Boolean)
    .join(", ");

const question = (record: Described, doubt: Doubt, child = ""): Question => ({
  ...doubt,
  who: child === "" ? nameOf(record) : `${nameOf(record)}, responsable de ${child}`,
  about: aboutOf(record),
  where: where(record.source),
});

const childQuestions = ({ record, children }: GuardianLine): Question[] =>
  children.flatMap(({ doubt, text }) => (doubt === null ? [] : [question(record, doubt, text)]));

/** Everything that waits for the head, pupils first: guardians may follow from them. */
export const questionsOf = (plan: Plan): Question[] => {
  const own = [...plan.pupils, ...plan.guardians, ...plan.staff].flatMap(({ doubt, record }) =>
    doubt === null ? [] : [question(record, doubt)],
  );
  return [...own, ...plan.guardians.flatMap(childQuestions)];
};

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

const fold = (one: string, many: string, rows: readonly PersonRow[]): Fold[] =>
  rows.length === 0
    ? []
    : [{ title: plural(rows.length, one, many), rows: rows.slice(0, shown), more: Math.max(0, rows.length - shown) }];

interface AnyLine {
  readonly state: string;
  readonly record: { lastName: string; usageName: string | null; firstName: string };
  readonly changes: readonly Change[];
}

const rowsOf = <L extends AnyLine>(lines: readonly L[], state: string, detail: (line: L) => string): PersonRow[] =>
  lines
    .filter((line) => line.state === state)
    .map((line) => ({ name: fullName(line.record), detail: detail(line), changes: line.changes.map(readableChange) }));

const pupilDetail = ({ record }: Plan["pupils"][number]): string =>
  [record.classroom, readable(record.birthDate)].filter(Boolean).join(", ");
const guardianDetail = ({ children }: GuardianLine): string =>
  children
    .map(({ text, authority }) => (authority?.after === "none" ? `${text} (sans autorité parentale)` : text))
    .join(" · ");
const staffDetail = ({ record }: Plan["staff"][number]): string => record.classrooms.join(", ");

const foldsOf = (plan: Plan): { main: Fold[]; unchanged: Fold[] } => ({
  main: [
    ...fold("élève nouveau", "élèves nouveaux", rowsOf(plan.pupils, "new", pupilDetail)),
    ...fold("élève modifié", "élèves modifiés", rowsOf(plan.pupils, "changed", pupilDetail)),
    ...fold("responsable nouveau", "responsables nouveaux", rowsOf(plan.guardians, "new", guardianDetail)),
    ...fold("responsable modifié", "responsables modifiés", rowsOf(plan.guardians, "changed", guardianDetail)),
    ...fold("membre de l’équipe nouveau", "membres de l’équipe nouveaux", rowsOf(plan.staff, "new", staffDetail)),
    ...fold("membre de l’équipe modifié", "membres de l’équipe modifiés", rowsOf(plan.staff, "changed", staffDetail)),
  ],
  unchanged: [
    ...fold("élève inchangé", "élèves inchangés", rowsOf(plan.pupils, "unchanged", pupilDetail)),
    ...fold("responsable inchangé", "responsables inchangés", rowsOf(plan.guardians, "unchanged", guardianDetail)),
    ...fold(
      "membre de l’équipe inchangé",
      "membres de l’équipe inchangés",
      rowsOf(plan.staff, "unchanged", staffDetail),
    ),
  ],
});

const leaversOf = (plan: Plan): Fold[] => [
  ...fold(
    "élève ne figure plus dans ces fichiers",
    "élèves ne figurent plus dans ces fichiers",
    plan.leavers.map((pupil) => ({ name: fullName(pupil), detail: pupil.classroom ?? "", changes: [] })),
  ),
  ...fold(
    "membre de l’équipe ne figure plus dans ces fichiers",
    "membres de l’équipe ne figurent plus dans ces fichiers",
    plan.staffLeavers.map((member) => ({ name: fullName(member), detail: member.classrooms.join(", "), changes: [] })),
  ),
];

export interface Preview {
  readonly counts: PlanCounts;
  readonly fingerprint: string;
  readonly questions: readonly Question[];
  readonly warnings: readonly { text: string; asks: boolean }[];
  readonly mustConfirm: boolean;
  /** Nothing new, nothing changed: importing would do nothing. */
  readonly isIdle: boolean;
  readonly main: readonly Fold[];
  readonly unchanged: readonly Fold[];
  readonly leavers: readonly Fold[];
  readonly classrooms: Plan["classrooms"];
  readonly kept: readonly (ReadableChange & Pick<Kept, "personId" | "name"> & { readonly key: string })[];
  readonly rejected: readonly Remark[];
  readonly notes: readonly Remark[];
}

export const previewOf = (plan: Plan): Preview => {
  const counts = countPlan(plan);
  const touched = [counts.pupils, counts.guardians, counts.staff].reduce((sum, of) => sum + of.new + of.changed, 0);
  const isNewClass = plan.classrooms.some(({ knownId, renamedFrom }) => knownId === null || renamedFrom !== null);
  return {
    counts,
    fingerprint: fingerprintOf(plan),
    questions: questionsOf(plan),
    warnings: plan.warnings,
    mustConfirm: plan.warnings.some(({ asks }) => asks),
    isIdle: touched === 0 && !isNewClass,
    ...foldsOf(plan),
    leavers: leaversOf(plan),
    classrooms: plan.classrooms,
    kept: plan.kept.map((one) => ({
      ...readableChange({ field: one.field, before: one.byHand, after: one.file }),
      key: one.field,
      personId: one.personId,
      name: one.name,
    })),
    rejected: plan.rejected,
    notes: plan.notes,
  };
};

export { getImport };
