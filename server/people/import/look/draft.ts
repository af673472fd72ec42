import { compareNames, familyName, fullName, titledName } from "../../names.ts";
import type { Plan, PupilLine } from "../plan-types.ts";
import { levelRank, levels } from "../values.ts";

export interface DraftPupil {
  readonly name: string;
  readonly level: string;
  /** Last year's class; "" for somebody who arrives. */
  readonly from: string;
}

/** A class of the year that is being prepared. */
export interface DraftClass {
  readonly label: string;
  readonly levels: readonly string[];
  readonly teachers: readonly string[];
  readonly pupils: readonly DraftPupil[];
}

const rankOf = (of: readonly string[]): number => {
  const ranks = of.map(levelRank).filter((rank) => rank >= 0);
  return ranks.length === 0 ? levels.length : Math.min(...ranks);
};

const byName = ({ record: a }: PupilLine, { record: b }: PupilLine): number =>
  compareNames(familyName(a), familyName(b)) || compareNames(a.firstName, b.firstName);

/** Next year's classes as a plan would make them; who waits for a decision is in none yet. */
export const draftOf = (plan: Plan): DraftClass[] => {
  if (plan.opens === null) return [];
  const certain = plan.pupils.filter(({ state }) => state !== "doubtful");
  const pupils = Map.groupBy(certain.sort(byName), ({ record }) => record.classroom);
  return plan.classrooms
    .map(({ label, levels: taught }) => ({
      label,
      levels: taught,
      teachers: plan.staff
        .filter(({ state, record }) => state !== "doubtful" && record.classrooms.includes(label))
        .map(({ record }) => titledName(record)),
      pupils: (pupils.get(label) ?? []).map(({ record, former }) => ({
        name: fullName(record),
        level: record.level ?? "",
        from: former?.label ?? "",
      })),
    }))
    .sort((a, b) => rankOf(a.levels) - rankOf(b.levels) || compareNames(a.label, b.label));
};
