import { compareNames, nameKey } from "../names.ts";
import type { ClassroomLine } from "./plan-types.ts";
import type { PupilRecord, StaffRecord } from "./records.ts";
import type { KnownClassroom } from "./snapshot-types.ts";
import { levels } from "./values.ts";

interface Named {
  label: string;
  ondeId: string | null;
  levels: Set<string>;
  pupils: number;
}

const gather = (pupils: readonly PupilRecord[]): Map<string, Named> => {
  const byLabel = new Map<string, Named>();
  for (const { classroom, classroomRef, level } of pupils) {
    if (classroom === null) continue;
    const key = nameKey(classroom);
    const named = byLabel.get(key) ?? { label: classroom, ondeId: null, levels: new Set(), pupils: 0 };
    byLabel.set(key, named);
    named.ondeId ??= classroomRef;
    named.pupils += 1;
    if (level !== null) named.levels.add(level);
  }
  return byLabel;
};

/** Under which names files may speak of a class. */
const labelsOf = ({ label, fileLabel }: KnownClassroom): string[] =>
  fileLabel === null ? [nameKey(label)] : [nameKey(label), nameKey(fileLabel)];

const inOrder = (found: ReadonlySet<string>): string[] => levels.filter((level) => found.has(level));

/** Classes of the present year under every name that a file may use. */
export class ClassroomPlan {
  readonly lines: ClassroomLine[] = [];
  private readonly byLabel = new Map<string, ClassroomLine>();

  /**
   * A class is known by its label, else by ONDE's identifier where nobody uses the former label any more: a renamed
   * class keeps its pupils. Staff files add classes only while no pupils' file says which there are.
   */
  constructor(pupils: readonly PupilRecord[], staff: readonly StaffRecord[], known: readonly KnownClassroom[]) {
    const named = gather(pupils);
    const byLabel = new Map(known.flatMap((classroom) => labelsOf(classroom).map((key) => [key, classroom] as const)));
    const renamable = new Map(
      known.flatMap((classroom) =>
        classroom.ondeId === null || labelsOf(classroom).some((key) => named.has(key))
          ? []
          : [[classroom.ondeId, classroom] as const],
      ),
    );
    for (const [key, { label, ondeId, levels: found, pupils: count }] of named) {
      const same = byLabel.get(key);
      const before = same ?? (ondeId === null ? undefined : renamable.get(ondeId));
      if (before && !same) renamable.delete(ondeId ?? "");
      const isNamedByHand = before !== undefined && before.fileLabel !== null;
      this.add({
        label: isNamedByHand ? before.label : (same?.label ?? label),
        knownId: before?.id ?? null,
        renamedFrom: before && !same && !isNamedByHand ? before.label : null,
        ondeId: ondeId ?? before?.ondeId ?? null,
        levels: found.size > 0 ? inOrder(found) : [...(before?.levels ?? [])],
        pupils: count,
      });
    }
    this.addKnown(known);
    this.addFileLabels(known);
    if (pupils.length === 0) for (const label of staff.flatMap((record) => record.classrooms)) this.addTaught(label);
    this.lines.sort((a, b) => compareNames(a.label, b.label));
  }

  /** The label under which the directory will know a class that a row names; null when it will not. */
  labelOf(written: string): string | null {
    return this.byLabel.get(nameKey(written))?.label ?? null;
  }

  private add(line: ClassroomLine): void {
    this.lines.push(line);
    this.byLabel.set(nameKey(line.label), line);
    if (line.renamedFrom !== null && !this.byLabel.has(nameKey(line.renamedFrom))) {
      this.byLabel.set(nameKey(line.renamedFrom), line);
    }
  }

  private addKnown(known: readonly KnownClassroom[]): void {
    const planned = new Set(this.lines.map(({ knownId }) => knownId));
    for (const { id, label, ondeId, levels: taught } of known) {
      if (!planned.has(id)) {
        this.add({ label, knownId: id, renamedFrom: null, ondeId, levels: [...taught], pupils: 0 });
      }
    }
  }

  /** A class that the head named goes on being called otherwise in the files. */
  private addFileLabels(known: readonly KnownClassroom[]): void {
    for (const { label, fileLabel } of known) {
      const line = this.byLabel.get(nameKey(label));
      if (fileLabel !== null && line && !this.byLabel.has(nameKey(fileLabel)))
        this.byLabel.set(nameKey(fileLabel), line);
    }
  }

  private addTaught(label: string): void {
    if (label === "" || this.labelOf(label) !== null) return;
    this.add({ label, knownId: null, renamedFrom: null, ondeId: null, levels: [], pupils: 0 });
  }
}
