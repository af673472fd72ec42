import { fullName, nameKey } from "../names.ts";
import { compare } from "./compare.ts";
import type { Choice, PupilLine, PupilTarget } from "./plan-types.ts";
import { evidenceOf, identityOf, push } from "./pupil-identity.ts";
import type { ChildRef } from "./records.ts";
import type { KnownPupil } from "./snapshot-types.ts";

/** A pupil whom a guardian's row may mean. */
interface Candidate extends PupilTarget {
  /** The same from one import to the next: how a decision names this pupil. */
  value: string;
  evidence: string;
  described: Described;
  birthDate: string | null;
  usageKey: string;
  classroomKey: string;
  /** Stands in the files dropped now: its class label comes from the same export. */
  isInFiles: boolean;
  /** Waits for a decision itself. */
  isDoubtful: boolean;
}

export type Resolution =
  | { target: PupilTarget }
  /** `targets`: whom the row may mean; `choices` also offers pupils who only look like it. */
  | { reason: string; choices: Choice[]; targets: PupilTarget[] };

interface Described {
  lastName: string;
  usageName: string | null;
  firstName: string;
  birthDate: string | null;
  ine: string | null;
  classroom: string | null;
  address: string | null;
  joinKey?: string | null | undefined;
}

const candidate = (pupil: Described, key: string, knownId: string | null, line: PupilLine | null): Candidate => ({
  key,
  knownId,
  text: fullName(pupil),
  value: pupil.ine === null ? `id:${identityOf(pupil)}` : `ine:${pupil.ine}`,
  evidence: evidenceOf(pupil),
  described: pupil,
  birthDate: pupil.birthDate,
  usageKey: nameKey(pupil.usageName),
  classroomKey: nameKey(pupil.classroom),
  isInFiles: line !== null,
  isDoubtful: line?.state === "doubtful",
});

const choiceFor =
  (ref: ChildRef) =>
  ({ value, text, evidence, described }: Candidate): Choice => ({
    value,
    text,
    evidence,
    compared: compare({ ...ref, classroom: ref.classrooms[0] }, described),
  });

const namedDay = (day: string): string => day.split("-").reverse().join("/");

/** Finds the pupils whom guardians' rows name. */
export class ChildFinder {
  private readonly byName = new Map<string, Candidate[]>();
  private readonly byUsage = new Map<string, Candidate[]>();
  private readonly byLastName = new Map<string, Candidate[]>();
  private readonly byKey = new Map<string, Candidate>();
  private readonly hasFiles: boolean;

  constructor(lines: readonly PupilLine[], known: readonly KnownPupil[], met: ReadonlySet<string>) {
    const byId = new Map(known.map((pupil) => [pupil.id, pupil]));
    this.hasFiles = lines.length > 0;
    for (const line of lines) {
      const before = byId.get(line.knownId ?? "");
      const { ine, joinKey } = line.record;
      const pupil = { ...line.record, ine: ine ?? before?.ine ?? null, joinKey: joinKey ?? before?.joinKey };
      this.add(pupil, candidate(pupil, line.key, line.knownId, line));
    }
    for (const pupil of known) {
      if (!met.has(pupil.id) && pupil.leftOn === null) this.add(pupil, candidate(pupil, pupil.id, pupil.id, null));
    }
  }

  private add(pupil: Described, entry: Candidate): void {
    if (pupil.joinKey) this.byKey.set(pupil.joinKey, entry);
    push(this.byName, nameKey(pupil.lastName, pupil.firstName), entry);
    push(this.byLastName, nameKey(pupil.lastName), entry);
    if (pupil.usageName !== null) push(this.byUsage, nameKey(pupil.usageName, pupil.firstName), entry);
  }

  /**
   * The pupil whom a row means: by the key of the academic directory, or when one name alone fits, or when the birth date, the name in use or an equal class
   * label tells namesakes apart. Never by the class label alone: labels differ between the two files.
   */
  resolve(ref: ChildRef, decided: string | undefined): Resolution {
    const keyed = this.byKey.get(ref.joinKey ?? "");
    if (keyed && !keyed.isDoubtful) return { target: keyed };
    const named = keyed ? [keyed] : this.named(ref);
    const chosen = named.find(({ value }) => value === decided);
    if (chosen && !chosen.isDoubtful) return { target: chosen };
    const dated = ref.birthDate === null ? named : named.filter(({ birthDate }) => birthDate === ref.birthDate);
    if (named.length > 0 && dated.length === 0) {
      return this.doubt(
        ref,
        `La date de naissance de l’enfant, ${namedDay(ref.birthDate ?? "")}, est différente.`,
        named,
        [],
      );
    }
    const [only, other] = this.narrow(ref, dated);
    if (only === undefined) return this.unknown(ref);
    if (other !== undefined) return this.doubt(ref, "Plusieurs élèves portent ce nom.", dated);
    if (only.isDoubtful) return this.doubt(ref, "L’élève attend lui-même une décision.", dated);
    return { target: only };
  }

  private named(ref: ChildRef): Candidate[] {
    const exact = this.byName.get(nameKey(ref.lastName, ref.firstName));
    if (exact) return exact;
    const usage = [ref.lastName, ref.usageName].flatMap((name) => {
      if (name === null) return [];
      const key = nameKey(name, ref.firstName);
      return [...(this.byUsage.get(key) ?? []), ...(this.byName.get(key) ?? [])];
    });
    return [...new Set(usage)];
  }

  private narrow(ref: ChildRef, candidates: readonly Candidate[]): readonly Candidate[] {
    if (candidates.length < 2) return candidates;
    const inUse = candidates.filter(({ usageKey }) => ref.usageName !== null && usageKey === nameKey(ref.usageName));
    if (inUse.length === 1) return inUse;
    const labels = new Set(ref.classrooms.map((label) => nameKey(label)));
    const inClass = candidates.filter(
      ({ classroomKey, isInFiles }) => labels.has(classroomKey) && isInFiles === this.hasFiles,
    );
    return inClass.length === 1 ? inClass : candidates;
  }

  private doubt(ref: ChildRef, reason: string, candidates: readonly Candidate[], targets = candidates): Resolution {
    return { reason, choices: candidates.filter((one) => !one.isDoubtful).map(choiceFor(ref)), targets: [...targets] };
  }

  private unknown(ref: ChildRef): Resolution {
    const family = (this.byLastName.get(nameKey(ref.lastName)) ?? []).filter((one) => !one.isDoubtful).slice(0, 6);
    return { reason: "Aucun élève ne porte ce nom.", choices: family.map(choiceFor(ref)), targets: [] };
  }

  /** The pupil whom a decision names, wherever it stands. */
  chosen(ref: ChildRef, decided: string): PupilTarget | null {
    const family = [...(this.byLastName.get(nameKey(ref.lastName)) ?? []), ...this.named(ref)];
    return family.find(({ value, isDoubtful }) => value === decided && !isDoubtful) ?? null;
  }
}
