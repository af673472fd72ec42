import { sql } from "drizzle-orm";
import { newId } from "../../core/ids.ts";
import { relationKinds } from "../families/kinds.ts";
import type { GuardianLine } from "./plan-types.ts";
import { freeKeys, knowChanged, newPerson, updatePerson } from "./write-people.ts";
import type { Applying } from "./write-pupils.ts";

/** Without authority one reads and signs nothing; who holds it anew signs again. */
const rightsUnder = (authority: "held" | "none") => {
  const signs = authority === "held";
  return { authority, signsUsual: signs, signsAll: signs };
};

/** Links that a row brings. One between two newcomers shows nothing yet; the others are seen at once. */
const link = (
  { steps, today }: Applying,
  { children, knownId }: GuardianLine,
  guardianId: string,
  pupilIds: ReadonlyMap<string, string>,
): void => {
  for (const { state, isNew, target, authority } of children) {
    if (state !== "certain" || !isNew || target === null) continue;
    const pupilId = target.knownId ?? pupilIds.get(target.key);
    if (pupilId === undefined) continue;
    const phase = knownId === null && target.knownId === null ? "early" : "late";
    const rights = authority === null ? {} : rightsUnder(authority.after);
    const row = { id: newId(), guardianId, pupilId, startsOn: today, ...relationKinds.parent.rights, ...rights };
    steps.insert("guardianships", row, phase);
  }
};

const changesAuthority = ({ state, children }: GuardianLine): boolean =>
  state === "changed" && children.some(({ authority }) => authority?.before);

/** What a feed, and where it must the head, say of authority over children who are linked already. */
const writeAuthority = ({ steps }: Applying, lines: readonly GuardianLine[]): void => {
  const touched = lines.filter(changesAuthority);
  const ids = JSON.stringify(touched.map(({ knownId }) => knownId));
  const rows = steps.knowWhere("guardianships", sql`guardian_id in (select value from json_each(${ids}))`);
  const links = new Map(rows.map((row) => [`${row.guardian_id}>${row.pupil_id}`, row.id ?? null]));
  for (const { knownId, children } of touched) {
    for (const { authority, target } of children) {
      const link = links.get(`${knownId}>${target?.knownId}`);
      if (!authority?.before || link === undefined) continue;
      const isConfirmed = authority.before === "presumed" && authority.after === "held";
      const rights = isConfirmed ? ({ authority: "held" } as const) : rightsUnder(authority.after);
      steps.update("guardianships", link, rights, "late");
    }
  }
};

/** Creates and changes guardians, and their links to the pupils who are certain. No table tells who holds authority. */
export const writeGuardians = (
  applying: Applying,
  lines: readonly GuardianLine[],
  pupilIds: ReadonlyMap<string, string>,
): void => {
  const { steps, now } = applying;
  freeKeys(steps, lines);
  for (const line of lines) {
    if (line.state !== "new") continue;
    const person = newPerson(line.record, now);
    steps.insert("people", person, "early");
    link(applying, line, person.id, pupilIds);
  }
  knowChanged(steps, lines);
  for (const line of lines) {
    if (line.knownId === null || line.state !== "changed") continue;
    updatePerson(steps, line.knownId, line.record, line.changes);
    link(applying, line, line.knownId, pupilIds);
  }
  writeAuthority(applying, lines);
  if (steps.added("guardianships").length > 0) askAboutAuthority(applying);
};

/** « Une décision de justice ? » is asked about newcomers too. */
const askAboutAuthority = ({ steps }: Applying): void => {
  steps.know("school", [1]);
  if (steps.known("school").length > 0) steps.update("school", 1, { authorityReviewedAt: null }, "late");
};
