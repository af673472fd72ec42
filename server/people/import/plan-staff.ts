import { fullName, nameKey } from "../names.ts";
import { compare } from "./compare.ts";
import { diffStaff } from "./diff.ts";
import type { ClassroomPlan } from "./plan-classrooms.ts";
import type { Choice, Decisions, StaffLine } from "./plan-types.ts";
import { digest, hasOneKey, push } from "./pupil-identity.ts";
import type { Remark, StaffRecord } from "./records.ts";
import type { KnownStaff } from "./snapshot-types.ts";

const personKey = ({ lastName, firstName }: { lastName: string; firstName: string }): string =>
  nameKey(lastName, firstName);

/** Rows of one person: ONDE repeats somebody for each class. Namesakes with different e-mails are two people. */
const groupRows = (records: readonly StaffRecord[]): StaffRecord[] => {
  const groups = new Map<string, StaffRecord[]>();
  for (const record of records) {
    const namesakes = groups.get(personKey(record)) ?? [];
    groups.set(personKey(record), namesakes);
    const at = namesakes.findIndex(
      (other) => hasOneKey(other, record) && ([null, other.email].includes(record.email) || other.email === null),
    );
    const same = namesakes[at];
    if (!same) {
      namesakes.push(record);
      continue;
    }
    namesakes[at] = {
      ...same,
      email: same.email ?? record.email,
      isDirector: same.isDirector || record.isDirector,
      classrooms: [...new Set([...same.classrooms, ...record.classrooms])],
    };
  }
  return [...groups.values()].flat();
};

const known = (staff: readonly KnownStaff[]): Map<string, KnownStaff[]> => {
  const byName = new Map<string, KnownStaff[]>();
  for (const member of staff) {
    push(byName, personKey(member), member);
    const { usageName, firstName } = member;
    if (usageName !== null && nameKey(usageName) !== nameKey(member.lastName)) {
      push(byName, nameKey(usageName, firstName), member);
    }
  }
  return byName;
};

export interface StaffPlan {
  lines: StaffLine[];
  notes: Remark[];
  /** Known members whom some row means, or may mean. */
  met: ReadonlySet<string>;
}

const evidence = (person: { email: string | null; classrooms: readonly string[] }): string =>
  [person.classrooms.join(", "), person.email].filter(Boolean).join(", ") || "sans classe ni courriel";

/** Which members of staff are known or new: by name and first name, never by e-mail alone (schools reuse addresses). */
export const planStaff = (
  records: readonly StaffRecord[],
  staff: readonly KnownStaff[],
  classrooms: ClassroomPlan,
  decisions: Decisions,
): StaffPlan => {
  const byName = known(staff);
  const met = new Set<string>();
  const notes: Remark[] = [];

  const candidatesOf = (record: StaffRecord): KnownStaff[] => {
    const keyed = record.joinKey === undefined ? undefined : staff.find(({ joinKey }) => joinKey === record.joinKey);
    if (keyed && !met.has(keyed.id)) return [keyed];
    const names = [record.lastName, record.usageName].filter((name) => name !== null);
    const named = names.flatMap((name) => byName.get(nameKey(name, record.firstName)) ?? []);
    return [...new Set(named)].filter(({ id }) => !met.has(id));
  };
  const resolveClassrooms = (record: StaffRecord): string[] =>
    record.classrooms.flatMap((written) => {
      const label = classrooms.labelOf(written);
      if (label !== null) return [label];
      const reason = `La classe «\u00a0${written}\u00a0» n’existe pas dans l’annuaire\u00a0: elle n’est pas attribuée.`;
      notes.push({ ...record.source, kind: "staff", reason });
      return [];
    });
  const settle = (record: StaffRecord, member: KnownStaff): StaffLine => {
    met.add(member.id);
    const changes = diffStaff(member, record, record.classrooms);
    const state = changes.length === 0 ? "unchanged" : "changed";
    return { record, state, knownId: member.id, changes, doubt: null };
  };
  const place = (row: StaffRecord): StaffLine => {
    const record = { ...row, classrooms: resolveClassrooms(row) };
    const fresh: StaffLine = { record, state: "new", knownId: null, changes: [], doubt: null };
    const candidates = candidatesOf(record);
    const sameEmail = candidates.filter(({ email }) => email !== null && email === record.email);
    const [only] = sameEmail.length === 1 ? sameEmail : candidates;
    if (only === undefined) return fresh;
    if (sameEmail.length === 1 || candidates.length === 1) return settle(record, only);
    const key = `staff:${digest([personKey(record), record.email, ...candidates.map(({ id }) => id)].join(">"))}`;
    const chosen = candidates.find(({ id }) => id === decisions.get(key));
    if (chosen) return settle(record, chosen);
    if (decisions.get(key) === "new") return fresh;
    const sideOf = (one: StaffRecord | KnownStaff) => ({ ...one, classroom: one.classrooms.join(", ") });
    const choices = candidates.map(
      (one): Choice => ({
        value: one.id,
        text: fullName(one),
        evidence: evidence(one),
        compared: compare(sideOf(record), sideOf(one)),
      }),
    );
    choices.push({ value: "new", text: "C’est une autre personne", evidence: evidence(record) });
    for (const { id } of candidates) met.add(id);
    return { ...fresh, state: "doubtful", doubt: { key, reason: "Plusieurs personnes portent ce nom.", choices } };
  };

  return { lines: groupRows(records).map(place), notes, met };
};
