import { newId } from "../../core/ids.ts";
import { guardianships, people, school } from "../tables.ts";
import type { GuardianLine } from "./plan-types.ts";
import { insertAll, newPerson, updatePerson } from "./write-people.ts";
import type { Applying } from "./write-pupils.ts";

type Link = typeof guardianships.$inferInsert;

const linksOf = (
  line: GuardianLine,
  guardianId: string,
  pupilIds: ReadonlyMap<string, string>,
  startsOn: string,
): Link[] =>
  line.children.flatMap(({ state, isNew, target }) => {
    if (state !== "certain" || !isNew || target === null) return [];
    const pupilId = target.knownId ?? pupilIds.get(target.key);
    return pupilId === undefined ? [] : [{ id: newId(), guardianId, pupilId, startsOn }];
  });

/** Creates and changes guardians, and their links to the pupils who are certain. Authority stays presumed. */
export const writeGuardians = (
  { tx, now, today }: Applying,
  lines: readonly GuardianLine[],
  pupilIds: ReadonlyMap<string, string>,
): void => {
  const added = lines
    .filter(({ state }) => state === "new")
    .map((line) => ({ line, person: newPerson(line.record, now) }));
  insertAll(
    tx,
    people,
    added.map(({ person }) => person),
  );
  const links = added.flatMap(({ line, person }) => linksOf(line, person.id, pupilIds, today));
  for (const line of lines) {
    if (line.knownId === null || line.state !== "changed") continue;
    updatePerson(tx, line.knownId, line.record, line.changes);
    links.push(...linksOf(line, line.knownId, pupilIds, today));
  }
  insertAll(tx, guardianships, links);
  if (links.length > 0) tx.update(school).set({ authorityReviewedAt: null }).run(); // « Une décision de justice ? » is asked about newcomers too
};
