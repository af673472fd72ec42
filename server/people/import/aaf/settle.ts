import { fullName } from "../../names.ts";
import type { Change, Plan, PupilLine } from "../plan-types.ts";
import type { Records, Remark } from "../records.ts";
import type { KnownGuardian, Snapshot } from "../snapshot-types.ts";

interface KeyedLine {
  state: string;
  changes: Change[];
}

/** Somebody whom one feed names twice (a teacher who is a parent, a parent described for each child) keeps the first key. */
const keepKeys = <L extends KeyedLine>(lines: readonly L[], keys: ReadonlySet<string | null>): L[] =>
  lines.map((line) => {
    const changes = line.changes.filter(
      ({ field, before }) => field !== "joinKey" || before === null || !keys.has(before),
    );
    if (changes.length === line.changes.length) return line;
    return { ...line, changes, state: line.state === "changed" && changes.length === 0 ? "unchanged" : line.state };
  });

const isGoneBefore = ({ state, record }: PupilLine): boolean => state === "new" && record.leavesOn !== undefined;

const goneBefore = ({ record }: PupilLine): Remark => ({
  ...record.source,
  kind: "pupils",
  reason: `${fullName(record)} a déjà quitté l’école et n’y est pas connu.`,
});

/** Guardians whom the directory presumes to hold authority and of whom a whole feed does not speak: shown, left as they are. */
const uncited = (plan: Plan, guardians: readonly KnownGuardian[]): Remark[] => {
  const met = new Set(plan.guardians.map(({ knownId }) => knownId));
  const others = guardians.filter(({ id, leftOn }) => leftOn === null && !met.has(id));
  const byChild = Map.groupBy(
    others.flatMap((guardian) => [...guardian.childIds].map((childId) => ({ guardian, childId }))),
    ({ childId }) => childId,
  );
  return plan.pupils.flatMap(({ knownId, record }) => {
    if ((record.authorityKeys ?? []).length === 0) return [];
    return (byChild.get(knownId ?? "") ?? [])
      .filter(({ guardian, childId }) => guardian.authority.get(childId) === "presumed")
      .map(
        ({ guardian }): Remark => ({
          ...record.source,
          kind: "guardians",
          reason: `${fullName(guardian)} est responsable de ${fullName(record)} ici, mais l’annuaire académique ne cite pas ce responsable\u00a0: son autorité reste présumée.`,
        }),
      );
  });
};

/** What holds for a feed and not for tables: it names its school, a delta names few people, keys are one person's. */
export const settleFeed = (plan: Plan, { feed, ...records }: Records, { guardians }: Snapshot): Plan => {
  if (!feed) return plan;
  const named = [...records.pupils, ...records.guardians, ...records.staff];
  const keys = new Set(named.map(({ joinKey }) => joinKey ?? null));
  const tellsGuardians = records.guardians.length > 0 && !feed.isDelta;
  return {
    ...plan,
    pupils: keepKeys(
      plan.pupils.filter((line) => !isGoneBefore(line)),
      keys,
    ),
    guardians: keepKeys(plan.guardians, keys),
    staff: keepKeys(plan.staff, keys),
    leavers: feed.isDelta ? [] : plan.leavers,
    staffLeavers: feed.isDelta ? [] : plan.staffLeavers,
    rejected: [...plan.rejected, ...plan.pupils.filter(isGoneBefore).map(goneBefore)],
    notes: tellsGuardians ? [...plan.notes, ...uncited(plan, guardians)] : plan.notes,
  };
};
