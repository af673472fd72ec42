import { fullName, nameKey } from "../names.ts";
import { compare } from "./compare.ts";
import { diffPupil } from "./diff.ts";
import type { Choice, Decisions, Doubt, PupilLine } from "./plan-types.ts";
import {
  contentOf,
  digest,
  evidenceOf,
  hasOneKey,
  identityOf,
  isMuchAlike,
  mayBeOne,
  PupilIndex,
} from "./pupil-identity.ts";
import { type Chosen, onePerPupil } from "./pupil-rows.ts";
import type { PupilRecord, Remark } from "./records.ts";
import type { KnownPupil } from "./snapshot-types.ts";

export interface PupilPlan {
  lines: PupilLine[];
  notes: Remark[];
  /** Known pupils whom some row means, or may mean. */
  met: ReadonlySet<string>;
}

interface Suspicion {
  reason: string;
  candidates: readonly KnownPupil[];
}
type Match = { known: KnownPupil } | Suspicion | null;

const suspect = (reason: string, ...candidates: KnownPupil[]): Suspicion => ({ reason, candidates });

/** Key of the academic directory, INE, else birth name, first name and birth date; null when nobody has them. */
const matchOf = (record: PupilRecord, index: PupilIndex): Match => {
  const sameIne = record.ine === null ? undefined : index.byIne.get(record.ine);
  const sameKey = index.byKey.get(record.joinKey ?? "");
  if (sameKey && sameIne && sameKey !== sameIne)
    return suspect("L’INE désigne un élève, l’identifiant académique en désigne un autre.", sameIne, sameKey);
  if (sameKey && mayBeOne(sameKey, record) && isMuchAlike(sameKey, record)) return { known: sameKey };
  const alike = (index.byIdentity.get(identityOf(record)) ?? []).filter((pupil) => pupil !== sameIne);
  if (sameIne && alike.length > 0)
    return suspect("L’INE désigne un élève, le nom en désigne un autre.", sameIne, ...alike);
  if (sameIne && isMuchAlike(sameIne, record)) return { known: sameIne };
  if (sameIne) return suspect("Cet INE est celui d’un élève qui s’appelle autrement.", sameIne);
  const possible = alike.filter(
    (known) => mayBeOne(known, record) && (record.ine !== null || hasOneKey(known, record)),
  );
  const [only] = possible;
  if (only && possible.length === 1) return { known: only };
  if (only) return suspect("Plusieurs élèves de l’annuaire ont ce nom et cette date de naissance.", ...possible);
  if (alike.length === 0) return null;
  return suspect("Un élève de même nom et de même date de naissance a un autre INE ou identifiant.", ...alike);
};

const doubtAbout = (record: PupilRecord, { reason, candidates }: Suspicion): Doubt => ({
  key: `pupil:${digest([identityOf(record), record.ine ?? "", ...candidates.map(({ id }) => id).sort()].join(">"))}`,
  reason,
  choices: [
    ...candidates.map(
      (pupil): Choice => ({
        value: pupil.id,
        text: fullName(pupil),
        evidence: evidenceOf(pupil),
        compared: compare(record, pupil),
      }),
    ),
    { value: "new", text: "C’est un autre élève", evidence: evidenceOf(record) },
  ],
});

/** Works through the rows once; remembers whom they meant. */
class PupilPlanner {
  readonly met = new Set<string>();
  private readonly taken = new Map<string, PupilLine>();
  private readonly index: PupilIndex;
  private readonly decisions: Decisions;

  constructor(known: readonly KnownPupil[], decisions: Decisions) {
    this.index = new PupilIndex(known);
    this.decisions = decisions;
  }

  /** The line of a row whose pupil is known, doubtful or contradictory; null when nobody has this identity. */
  place({ record, rows, doubt }: Chosen): PupilLine | null {
    const match = matchOf(record, this.index);
    if (match !== null) for (const pupil of "known" in match ? [match.known] : match.candidates) this.met.add(pupil.id);
    if (doubt) return this.line(record, "doubtful", { doubt, rows });
    if (match === null) return null;
    return "known" in match ? this.settle(record, match.known) : this.decide(record, match);
  }

  /** Nobody has this identity. A pupil of the same name whom no row means may be the same one, wrongly dated. */
  placeUnknown(record: PupilRecord): PupilLine {
    const namesakes = (this.index.byName.get(nameKey(record.lastName, record.firstName)) ?? []).filter(
      (pupil) => !this.met.has(pupil.id) && pupil.leftOn === null && mayBeOne(pupil, record),
    );
    if (namesakes.length === 0) return this.line(record, "new");
    for (const pupil of namesakes) this.met.add(pupil.id);
    return this.decide(record, suspect("Un élève du même nom a une autre date de naissance.", ...namesakes));
  }

  private settle(row: PupilRecord, pupil: KnownPupil): PupilLine {
    const record = this.withoutForeignIne(row, pupil.id);
    const other = this.taken.get(pupil.id);
    if (other) {
      const doubt = doubtAbout(record, suspect(`La ligne ${other.record.source.line} décrit déjà cet élève.`));
      return this.line(record, "doubtful", { doubt: { ...doubt, choices: [] } });
    }
    const changes = diffPupil(pupil, record);
    const line = this.line(record, changes.length === 0 ? "unchanged" : "changed", { knownId: pupil.id, changes });
    this.taken.set(pupil.id, line);
    return line;
  }

  private decide(record: PupilRecord, suspicion: Suspicion): PupilLine {
    const doubt = doubtAbout(record, suspicion);
    const decided = this.decisions.get(doubt.key);
    const chosen = suspicion.candidates.find(({ id }) => id === decided);
    if (chosen) return this.settle(record, chosen);
    if (decided === "new") return this.another(record, suspicion.candidates);
    return this.line(record, "doubtful", { doubt });
  }

  /** The head said: none of these. Whoever this decision created the last time is recognised. */
  private another(record: PupilRecord, candidates: readonly KnownPupil[]): PupilLine {
    const created = (this.index.byIdentity.get(identityOf(record)) ?? []).find((pupil) => !candidates.includes(pupil));
    if (created) return this.settle(record, created);
    return this.line(this.withoutForeignIne(record, null), "new");
  }

  /** An INE that the directory gives to somebody else stays there. */
  private withoutForeignIne(record: PupilRecord, ownerId: string | null): PupilRecord {
    const owner = record.ine === null ? undefined : this.index.byIne.get(record.ine);
    return owner && owner.id !== ownerId ? { ...record, ine: null } : record;
  }

  private line(record: PupilRecord, state: PupilLine["state"], more: Partial<PupilLine> = {}): PupilLine {
    return {
      record,
      key: `file:${digest(contentOf(record))}`,
      state,
      knownId: null,
      changes: [],
      doubt: null,
      rows: [record],
      ...more,
    };
  }
}

/** Which pupils of the files are known, new or doubtful. Nothing is guessed: a doubt carries its evidence. */
export const planPupils = (
  records: readonly PupilRecord[],
  known: readonly KnownPupil[],
  decisions: Decisions,
): PupilPlan => {
  const notes: Remark[] = [];
  const planner = new PupilPlanner(known, decisions);
  const placed = onePerPupil(records, decisions, notes).map((chosen) => ({ chosen, line: planner.place(chosen) }));
  const lines = placed.map(({ chosen, line }) => line ?? planner.placeUnknown(chosen.record));
  return { lines, notes, met: planner.met };
};
