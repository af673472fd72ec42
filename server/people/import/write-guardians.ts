import { newId } from "../../core/ids.ts";
import type { GuardianLine } from "./plan-types.ts";
import { addPerson, knowChanged, newPerson, updatePerson } from "./write-people.ts";
import type { Applying } from "./write-pupils.ts";

/** Links that a row brings. One between two newcomers shows nothing yet; the others are seen at once. */
const link = (
  { steps, today }: Applying,
  { children, knownId }: GuardianLine,
  guardianId: string,
  pupilIds: ReadonlyMap<string, string>,
): void => {
  for (const { state, isNew, target } of children) {
    if (state !== "certain" || !isNew || target === null) continue;
    const pupilId = target.knownId ?? pupilIds.get(target.key);
    if (pupilId === undefined) continue;
    const phase = knownId === null && target.knownId === null ? "early" : "late";
    steps.insert("guardianships", { id: newId(), guardianId, pupilId, startsOn: today }, phase);
  }
};

/** Creates and changes guardians, and their links to the pupils who are certain. Authority stays presumed. */
export const writeGuardians = (
  applying: Applying,
  lines: readonly GuardianLine[],
  pupilIds: ReadonlyMap<string, string>,
): void => {
  const { steps, now } = applying;
  for (const line of lines) {
    if (line.state !== "new") continue;
    const person = newPerson(line.record, now);
    addPerson(steps, person);
    link(applying, line, person.id, pupilIds);
  }
  knowChanged(steps, lines);
  for (const line of lines) {
    if (line.knownId === null || line.state !== "changed") continue;
    updatePerson(steps, line.knownId, line.record, line.changes);
    link(applying, line, line.knownId, pupilIds);
  }
  if (steps.added("guardianships").length > 0) askAboutAuthority(applying);
};

/** « Une décision de justice ? » is asked about newcomers too. */
const askAboutAuthority = ({ steps }: Applying): void => {
  steps.know("school", [1]);
  if (steps.known("school").length > 0) steps.update("school", 1, { authorityReviewedAt: null }, "late");
};
