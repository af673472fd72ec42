import { fullName } from "../names.ts";
import type { Choice, Decisions, Doubt } from "./plan-types.ts";
import { contentOf, digest, evidenceOf, hasOneKey, identityOf, mayBeOne, push } from "./pupil-identity.ts";
import type { PupilRecord, Remark } from "./records.ts";

/** Rows that speak of the same pupil: same INE, or same identity unless their INEs differ. */
const groupRows = (records: readonly PupilRecord[]): PupilRecord[][] => {
  const byIne = new Map<string, PupilRecord[]>();
  const byIdentity = new Map<string, PupilRecord[][]>();
  const groups = new Set<PupilRecord[]>();
  for (const record of records) {
    const identity = identityOf(record);
    const group =
      (record.ine === null ? undefined : byIne.get(record.ine)) ??
      byIdentity
        .get(identity)
        ?.find((candidate) => candidate.every((other) => mayBeOne(other, record) && hasOneKey(other, record))) ??
      [];
    group.push(record);
    groups.add(group);
    if (record.ine !== null) byIne.set(record.ine, group);
    if (!byIdentity.get(identity)?.includes(group)) push(byIdentity, identity, group);
  }
  return [...groups];
};

/** A pupil's one record, or the first of several that contradict each other. */
export interface Chosen {
  record: PupilRecord;
  rows: PupilRecord[];
  doubt: Doubt | null;
}

const withoutRepeats = (group: readonly PupilRecord[], notes: Remark[]): PupilRecord[] => {
  const contents = new Map<string, PupilRecord>();
  for (const record of group) {
    const first = contents.get(contentOf(record));
    if (first === undefined) contents.set(contentOf(record), record);
    else notes.push({ ...record.source, kind: "pupils", reason: `Cette ligne répète la ligne ${first.source.line}.` });
  }
  return [...contents.values()];
};

const doubtBetween = (records: readonly PupilRecord[]): Doubt => ({
  key: `rows:${digest(records.map(contentOf).sort().join())}`,
  reason: "Plusieurs lignes décrivent cet élève et se contredisent.",
  choices: records.map(
    (record): Choice => ({
      value: digest(contentOf(record)),
      text: `Ligne ${record.source.line}\u00a0: ${fullName(record)}`,
      evidence: evidenceOf(record),
    }),
  ),
});

const choose = (records: readonly PupilRecord[], decisions: Decisions): Chosen[] => {
  const [record] = records;
  if (record === undefined) return [];
  if (records.length === 1) return [{ record, rows: [record], doubt: null }];
  const doubt = doubtBetween(records);
  const decided = records.find((one) => decisions.get(doubt.key) === digest(contentOf(one)));
  return [decided ? { record: decided, rows: [decided], doubt: null } : { record, rows: [...records], doubt }];
};

/** One record for each pupil of the files: rows that repeat each other count once, rows that contradict wait. */
export const onePerPupil = (records: readonly PupilRecord[], decisions: Decisions, notes: Remark[]): Chosen[] =>
  groupRows(records).flatMap((group) => choose(withoutRepeats(group, notes), decisions));
