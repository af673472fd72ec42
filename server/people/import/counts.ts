import type { Kind } from "./layouts.ts";
import type { Counts, Plan, PlanCounts } from "./plan-types.ts";

const countStates = (plan: Plan, kind: Kind): Counts => {
  const lines: readonly { state: string }[] = plan[kind];
  const having = (state: string): number => lines.filter((line) => line.state === state).length;
  return {
    new: having("new"),
    changed: having("changed"),
    unchanged: having("unchanged"),
    doubtful: having("doubtful"),
    rejected: plan.rejected.filter((remark) => remark.kind === kind).length,
  };
};

/** The figures of a plan, as screens and `school:import --json` give them. */
export const countPlan = (plan: Plan): PlanCounts => ({
  pupils: countStates(plan, "pupils"),
  guardians: {
    ...countStates(plan, "guardians"),
    waiting: plan.guardians.filter(({ state }) => state === "waiting").length,
  },
  staff: countStates(plan, "staff"),
  classrooms: plan.classrooms.length,
  links: plan.links,
  linksWaiting: plan.guardians.reduce((sum, line) => {
    const isHeld = line.state === "doubtful" || line.state === "waiting";
    const waits = line.children.filter(({ state, isNew }) => state === "doubtful" || (isHeld && isNew));
    return sum + waits.length;
  }, 0),
});
