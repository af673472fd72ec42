import { fingerprintOf } from "../apply.ts";
import { countPlan } from "../counts.ts";
import type { Departure, Kept, Plan, PlanCounts } from "../plan-types.ts";
import type { Remark } from "../records.ts";
import type { Years } from "../which-year.ts";
import { type DraftClass, draftOf } from "./draft.ts";
import { absentFolds, type Fold, mainFolds, unchangedFolds } from "./groups.ts";
import { type Question, questionsOf } from "./questions.ts";
import { type ReadableChange, readableChange } from "./words.ts";

export interface KeptRow extends ReadableChange {
  readonly key: string;
  readonly personId: string;
  readonly name: string;
  /** The file's value, as it would be stored. */
  readonly file: Kept["file"];
}

const keptRow = ({ field, byHand, file, personId, name }: Kept): KeptRow => ({
  ...readableChange({ field, before: byHand, after: file }),
  key: field,
  personId,
  name,
  file,
});

/** What a head sees of an import before anything changes: all of it in figures, at most some hundred rows of each kind. */
export interface Preview {
  readonly counts: PlanCounts;
  readonly fingerprint: string;
  readonly questions: readonly Question[];
  readonly warnings: readonly { text: string; asks: boolean }[];
  readonly mustConfirm: boolean;
  /** Nothing new, nothing changed: importing would do nothing. */
  readonly isIdle: boolean;
  /** The school year that it begins; null within a year. */
  readonly opens: Plan["opens"];
  readonly years: Years | null;
  /** The files look like next year's, and nobody has said yet of which year they speak. */
  readonly asksYear: boolean;
  readonly departures: readonly Departure[];
  readonly main: readonly Fold[];
  readonly unchanged: readonly Fold[];
  readonly leavers: readonly Fold[];
  /** What was corrected by hand and the file says otherwise: the hand's word stays, unless the head takes the file's. */
  readonly kept: readonly KeptRow[];
  readonly classrooms: Plan["classrooms"];
  readonly draft: readonly DraftClass[];
  readonly rejected: readonly Remark[];
  readonly notes: readonly Remark[];
}

export const previewOf = (plan: Plan, years: Pick<Preview, "years" | "asksYear">): Preview => {
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
    opens: plan.opens,
    ...years,
    departures: plan.departures,
    main: mainFolds(plan),
    unchanged: unchangedFolds(plan),
    leavers: absentFolds(plan),
    kept: plan.kept.map(keptRow),
    classrooms: plan.classrooms,
    draft: draftOf(plan),
    rejected: plan.rejected,
    notes: plan.notes,
  };
};
