import { fullName } from "../names.ts";
import type { Saying } from "./aliases.ts";
import type { Change, Kept, Plan } from "./plan-types.ts";
import type { Name } from "./records.ts";
import type { Snapshot } from "./snapshot-types.ts";

interface AnyLine {
  readonly state: string;
  readonly knownId: string | null;
  readonly changes: readonly Change[];
  readonly record: Name;
}

/** Whoever left by the head's hand is in no class, whatever the files say. */
const follows: Readonly<Record<string, readonly string[]>> = { leftOn: ["classroom", "level"] };

const isFixed = (fields: ReadonlySet<string>, changes: readonly Change[], { field }: Change): boolean => {
  if (fields.has(field)) return true;
  return changes.some((other) => fields.has(other.field) && follows[other.field]?.includes(field) === true);
};

/** The line without what the head's word forbids; its record says what the directory says there. */
const settled = <L extends AnyLine>(line: L, corrected: Snapshot["corrected"], kept: Kept[]): L => {
  const fields = corrected.get(line.knownId ?? "");
  if (fields === undefined || line.knownId === null) return line;
  const fixed = line.changes.filter((change) => isFixed(fields, line.changes, change));
  if (fixed.length === 0) return line;
  for (const { field, before, after } of fixed) {
    const name = fullName(line.record);
    if (fields.has(field)) kept.push({ personId: line.knownId, name, field, byHand: before, file: after });
  }
  const changes = line.changes.filter((change) => !fixed.includes(change));
  const record = { ...line.record, ...Object.fromEntries(fixed.map(({ field, before }) => [field, before])) };
  return {
    ...line,
    record,
    changes,
    state: line.state === "changed" && changes.length === 0 ? "unchanged" : line.state,
  };
};

/** Names that the files give and the directory, by the head's hand, does not. */
const keptNames = (sayings: readonly Saying[], { corrected, ...known }: Snapshot): Kept[] => {
  const people = new Map([...known.pupils, ...known.guardians, ...known.staff].map((person) => [person.id, person]));
  return sayings.flatMap(({ personId, values }) => {
    const person = people.get(personId);
    if (person === undefined) return [];
    return Object.entries(values).flatMap(([field, file]): Kept[] => {
      const byHand: unknown = Reflect.get(person, field);
      const isKept = file !== null && file !== byHand && corrected.get(personId)?.has(field) === true;
      const word = typeof byHand === "string" ? byHand : null;
      return isKept ? [{ personId, name: fullName(person), field, byHand: word, file }] : [];
    });
  });
};

const once = (kept: readonly Kept[]): Kept[] => [
  ...new Map(kept.map((one) => [JSON.stringify([one.personId, one.field, one.file]), one])).values(),
];

/** What the head corrected stands against the files' older word: shown, and changed only where she says so. */
export const keepCorrections = (plan: Plan, snapshot: Snapshot, sayings: readonly Saying[]): Plan => {
  const { corrected } = snapshot;
  if (corrected.size === 0) return plan;
  const kept = keptNames(sayings, snapshot);
  return {
    ...plan,
    pupils: plan.pupils.map((line) => settled(line, corrected, kept)),
    guardians: plan.guardians.map((line) => settled(line, corrected, kept)),
    staff: plan.staff.map((line) => settled(line, corrected, kept)),
    kept: once(kept),
  };
};
