import { fullName, nameKey } from "../names.ts";
import { authorityChanges, withAuthority } from "./authority.ts";
import type { ChildFinder } from "./child-refs.ts";
import { compare } from "./compare.ts";
import { diffGuardian } from "./diff.ts";
import { GuardianIndex, hasSameContacts, sharesChild } from "./guardian-index.ts";
import { certainTargets, type GuardianRow, onePerGuardian, type ResolvedChild } from "./guardian-rows.ts";
import type { Change, ChildLine, Choice, Decisions, Doubt, GuardianLine, PupilTarget } from "./plan-types.ts";
import { digest } from "./pupil-identity.ts";
import type { ChildRef, GuardianRecord, Remark } from "./records.ts";
import type { KnownGuardian, Snapshot } from "./snapshot-types.ts";

const knownIdsOf = (row: GuardianRow): string[] => certainTargets(row).flatMap(({ knownId }) => knownId ?? []);

const possibleIdsOf = (row: GuardianRow): string[] =>
  row.children.flatMap(({ resolution }) => {
    if (resolution === "dismissed") return [];
    const targets = "target" in resolution ? [resolution.target] : resolution.targets;
    return targets.flatMap(({ knownId }) => knownId ?? []);
  });

const contactText = (person: KnownGuardian | GuardianRecord): string =>
  [person.address, person.city, person.mobilePhone, person.email].filter(Boolean).join(", ");

const doubtAbout = (row: GuardianRow, reason: string, candidates: readonly KnownGuardian[]): Doubt => ({
  key: `guardian:${digest([...row.children.map(({ key }) => key), ...candidates.map(({ id }) => id)].sort().join())}`,
  reason,
  choices: [
    ...candidates.map(
      (known): Choice => ({
        value: known.id,
        text: fullName(known),
        evidence: contactText(known),
        compared: compare(row.record, known),
      }),
    ),
    { value: "new", text: "C’est une autre personne", evidence: contactText(row.record) },
  ],
});

type Directory = Pick<Snapshot, "guardians" | "waiting">;

const waitKey = (record: GuardianRecord, ref: ChildRef): string =>
  [nameKey(record.lastName, record.firstName), record.title, nameKey(ref.lastName, ref.firstName)].join(">");

type Match = { known: KnownGuardian } | { doubt: Doubt } | null;

/** Gives each row its known guardian: sure matches first, so that nobody is taken twice. */
class GuardianMatcher {
  private readonly index: GuardianIndex;
  private readonly decisions: Decisions;
  private readonly taken = new Set<string>();
  private readonly waitedFor: ReadonlySet<string>;

  constructor({ guardians: known, waiting }: Directory, decisions: Decisions) {
    this.waitedFor = new Set(waiting.flatMap((record) => record.children.map((ref) => waitKey(record, ref))));
    this.index = new GuardianIndex(known);
    this.decisions = decisions;
  }

  match(rows: readonly GuardianRow[]): Map<GuardianRow, Match> {
    const matches = new Map<GuardianRow, Match>();
    const passes = [this.byAlias, this.byJoinKey, this.bySharedChild, this.byPossibleChild, this.bySuspicion];
    for (const pass of passes) {
      for (const row of rows) {
        if (matches.has(row)) continue;
        const match = pass.call(this, row);
        if (match === null) continue;
        matches.set(row, match);
        if ("known" in match) this.taken.add(match.known.id);
      }
    }
    return matches;
  }

  private free(candidates: readonly KnownGuardian[]): KnownGuardian[] {
    return candidates.filter(({ id }) => !this.taken.has(id));
  }

  private among(row: GuardianRow, reason: string, candidates: readonly KnownGuardian[]): Match {
    const doubt = doubtAbout(row, reason, candidates);
    const decided = this.decisions.get(doubt.key);
    const chosen = candidates.find(({ id }) => id === decided);
    if (chosen) return { known: chosen };
    return decided === "new" ? null : { doubt };
  }

  private byAlias({ record }: GuardianRow): Match {
    const known = this.index.byId.get(record.knownId ?? "");
    return known && !this.taken.has(known.id) ? { known } : null;
  }

  private byJoinKey({ record }: GuardianRow): Match {
    const known = this.index.byKey.get(record.joinKey ?? "");
    return known && !this.taken.has(known.id) ? { known } : null;
  }

  private bySharedChild(row: GuardianRow): Match {
    const ids = knownIdsOf(row);
    const found = this.free(this.index.named(row.record, (known) => sharesChild(known, ids)));
    const [only] = found;
    if (only && found.length === 1) return { known: only };
    return only ? this.among(row, "Plusieurs responsables de cet enfant portent ce nom.", found) : null;
  }

  /** Recognises whoever a decision linked before: the row is still ambiguous, its answer stands in the directory. */
  private byPossibleChild(row: GuardianRow): Match {
    if (knownIdsOf(row).length > 0) return null;
    const ids = possibleIdsOf(row);
    const found = this.free(this.index.named(row.record, (known) => sharesChild(known, ids)));
    const [only] = found;
    return only && found.length === 1 ? { known: only } : null;
  }

  private bySuspicion(row: GuardianRow): Match {
    const around = this.free(this.index.alikeAround(knownIdsOf(row), row.record));
    if (around.length > 0) {
      return this.among(row, "Un responsable du même enfant a le même prénom et un autre nom.", around);
    }
    const namesakes = this.free(this.index.named(row.record, (known) => hasSameContacts(known, row.record)));
    const [only] = namesakes;
    if (only === undefined || certainTargets(row).length === 0) return null;
    if (namesakes.length === 1 && this.isAwaited(row)) return { known: only };
    return this.among(row, "Même nom et même téléphone, mais aucun enfant en commun.", namesakes);
  }

  /** The child in common is one who was doubtful the last time and no longer is. */
  private isAwaited({ record }: GuardianRow): boolean {
    return record.children.some((ref) => this.waitedFor.has(waitKey(record, ref)));
  }
}

const childDoubt = (child: ResolvedChild, reason: string, choices: readonly Choice[]): Doubt => ({
  key: child.key,
  reason,
  choices: [...choices, { value: "none", text: "Aucun de ces élèves", evidence: "Le lien n’est pas créé." }],
});

/** The one possible pupil to whom this guardian is linked already, none of the row's other children being meant by it. */
const linkedAlready = (
  row: GuardianRow,
  guardian: KnownGuardian | null,
  targets: readonly PupilTarget[],
): PupilTarget | null => {
  const claimed = new Set(certainTargets(row).map(({ key }) => key));
  const linked = targets.filter(
    ({ key, knownId }) => !claimed.has(key) && knownId !== null && guardian?.childIds.has(knownId),
  );
  return linked.length === 1 ? (linked[0] ?? null) : null;
};

const certainLine = (base: ChildLine, target: PupilTarget, guardian: KnownGuardian | null): ChildLine => {
  const { knownId } = target;
  if (knownId !== null && guardian?.endedChildIds.has(knownId)) return { ...base, target, state: "ended" };
  return { ...base, target, isNew: knownId === null || guardian?.childIds.has(knownId) !== true };
};

const childLine = (row: GuardianRow, child: ResolvedChild, guardian: KnownGuardian | null): ChildLine => {
  const { resolution, text } = child;
  const base: ChildLine = { text, state: "certain", target: null, isNew: false, authority: null, doubt: null };
  if (resolution === "dismissed") return { ...base, state: "dismissed" };
  if ("target" in resolution) return certainLine(base, resolution.target, guardian);
  const linked = linkedAlready(row, guardian, resolution.targets);
  if (linked) return { ...base, target: linked };
  return { ...base, state: "doubtful", doubt: childDoubt(child, resolution.reason, resolution.choices) };
};

const newLinks = (children: readonly ChildLine[]): Change[] =>
  children.flatMap(({ isNew, target }) =>
    isNew && target ? [{ field: "child", before: null, after: target.text }] : [],
  );

const lineOf = (row: GuardianRow, match: Match, decisions: Decisions): GuardianLine => {
  const known = match !== null && "known" in match ? match.known : null;
  const children = row.children.map((child) =>
    withAuthority(childLine(row, child, known), child.said, known, decisions),
  );
  const line = { record: row.record, knownId: known?.id ?? null, changes: [], doubt: null, children };
  if (match !== null && "doubt" in match) return { ...line, state: "doubtful", doubt: match.doubt };
  if (known) {
    const changes = [...diffGuardian(known, row.record), ...newLinks(children), ...authorityChanges(children)];
    return { ...line, state: changes.length === 0 ? "unchanged" : "changed", changes };
  }
  return { ...line, state: children.some(({ state }) => state === "certain") ? "new" : "waiting" };
};

const isDismissed = (line: GuardianLine): boolean =>
  line.state === "waiting" && line.children.every(({ state }) => state === "dismissed");

export interface GuardianPlan {
  lines: GuardianLine[];
  rejected: Remark[];
  notes: Remark[];
}

/** Which guardians are known, new, doubtful, or wait because every child of theirs is doubtful. */
export const planGuardians = (
  records: readonly GuardianRecord[],
  directory: Directory,
  finder: ChildFinder,
  decisions: Decisions,
): GuardianPlan => {
  const rejected: Remark[] = [];
  const notes: Remark[] = [];
  const rows = onePerGuardian(records, finder, decisions, notes);
  const matches = new GuardianMatcher(directory, decisions).match(rows);
  const lines = rows.map((row) => lineOf(row, matches.get(row) ?? null, decisions));
  for (const { record } of lines.filter(isDismissed)) {
    rejected.push({ ...record.source, kind: "guardians", reason: "Écarté par votre décision\u00a0: aucun enfant." });
  }
  return { lines: lines.filter((line) => !isDismissed(line)), rejected, notes };
};
