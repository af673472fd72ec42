import { fullName, nameKey } from "../names.ts";
import type { ChildFinder, Resolution } from "./child-refs.ts";
import type { Decisions, PupilTarget } from "./plan-types.ts";
import { digest } from "./pupil-identity.ts";
import type { ChildRef, GuardianRecord, Remark } from "./records.ts";

export interface ResolvedChild {
  text: string;
  key: string;
  said: Pick<ChildRef, "authority" | "holders">;
  resolution: Resolution | "dismissed";
}

/** One guardian of the files, with the pupils whom the rows name. */
export interface GuardianRow {
  record: GuardianRecord;
  children: ResolvedChild[];
}

const refText = (ref: ChildRef): string => [fullName(ref), ref.classrooms[0]].filter(Boolean).join(", ");

/** The same row asks the same question at each import: contacts part namesakes. */
const decisionKey = (record: GuardianRecord, ref: ChildRef): string => {
  const who = [
    nameKey(record.lastName, record.firstName),
    record.title,
    record.email,
    record.mobilePhone,
    record.address,
  ];
  const whom = [nameKey(ref.lastName, ref.usageName, ref.firstName), ref.birthDate, nameKey(...ref.classrooms)];
  return `child:${digest(JSON.stringify([who, whom]))}`;
};

const resolveChild = (
  record: GuardianRecord,
  ref: ChildRef,
  finder: ChildFinder,
  decisions: Decisions,
): ResolvedChild => {
  const key = decisionKey(record, ref);
  const decided = decisions.get(key);
  const child = { text: refText(ref), key, said: { authority: ref.authority, holders: ref.holders } };
  if (decided === "none") return { ...child, resolution: "dismissed" };
  const target = decided === undefined ? null : finder.chosen(ref, decided);
  return { ...child, resolution: target ? { target } : finder.resolve(ref, decided) };
};

const certainKeys = (row: GuardianRow): string[] => certainTargets(row).map(({ key }) => key);

/** Pupils whom the row surely means. */
export const certainTargets = (row: GuardianRow): PupilTarget[] =>
  row.children.flatMap(({ resolution }) =>
    resolution !== "dismissed" && "target" in resolution ? [resolution.target] : [],
  );

const isSamePerson = (a: GuardianRow, b: GuardianRow): boolean => {
  if (a.record.knownId !== undefined && a.record.knownId === b.record.knownId) return true;
  if (a.record.joinKey !== undefined && a.record.joinKey === b.record.joinKey) return true;
  const keys = new Set(certainKeys(a));
  if (certainKeys(b).some((key) => keys.has(key))) return true;
  const questions = new Set(a.children.map(({ key }) => key));
  return b.children.every(({ key }) => questions.has(key));
};

const fillIn = (first: GuardianRecord, second: GuardianRecord): GuardianRecord => ({
  ...first,
  usageName: first.usageName ?? second.usageName,
  email: first.email ?? second.email,
  homePhone: first.homePhone ?? second.homePhone,
  workPhone: first.workPhone ?? second.workPhone,
  mobilePhone: first.mobilePhone ?? second.mobilePhone,
});

const merge = (into: GuardianRow, row: GuardianRow): void => {
  const targets = new Set(certainKeys(into));
  const questions = new Set(into.children.map(({ key }) => key));
  into.record = fillIn(into.record, row.record);
  for (const child of row.children) {
    const isKnown =
      child.resolution !== "dismissed" && "target" in child.resolution
        ? targets.has(child.resolution.target.key)
        : questions.has(child.key);
    if (!isKnown) into.children.push(child);
  }
};

const withoutRepeatedChildren = (row: GuardianRow): GuardianRow => {
  const once: GuardianRow = { record: row.record, children: [] };
  for (const child of row.children) merge(once, { record: row.record, children: [child] });
  return once;
};

const personKey = ({ lastName, firstName, title }: GuardianRecord): string =>
  `${nameKey(lastName, firstName)}|${title ?? ""}`;

/**
 * One row for each guardian: name, first name, title and at least one shared child make one person of several rows.
 * Namesakes without a child in common stay two people.
 */
export const onePerGuardian = (
  records: readonly GuardianRecord[],
  finder: ChildFinder,
  decisions: Decisions,
  notes: Remark[],
): GuardianRow[] => {
  const rows = new Map<string, GuardianRow[]>();
  for (const record of records) {
    const children = record.children.map((ref) => resolveChild(record, ref, finder, decisions));
    const row = withoutRepeatedChildren({ record, children });
    const namesakes = rows.get(personKey(record)) ?? [];
    rows.set(personKey(record), namesakes);
    const same = namesakes.find((other) => isSamePerson(other, row));
    if (same === undefined) {
      namesakes.push(row);
      continue;
    }
    const reason = `C’est la même personne qu’à la ligne ${same.record.source.line}\u00a0: les deux lignes sont réunies.`;
    merge(same, row);
    same.record.children = [...same.record.children, ...record.children];
    notes.push({ ...record.source, kind: "guardians", reason });
  }
  return [...rows.values()].flat();
};
