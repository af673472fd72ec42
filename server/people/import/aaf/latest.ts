import type { Remark } from "../records.ts";
import type { Entry } from "./entries.ts";

const kinds: Readonly<Record<string, Remark["kind"]>> = {
  Eleve: "pupils",
  PersRelEleve: "guardians",
  PersEducNat: "staff",
};

/** Which kind of people a request is about; undefined for schools and for what Préau does not know. */
export const kindOf = ({ category }: Pick<Entry, "category">): Remark["kind"] | undefined => kinds[category];

const isSame = (a: Entry, b: Entry): boolean => JSON.stringify(a.values) === JSON.stringify(b.values);

/** What two requests about one person come to: the later one counts, a modification is laid over what stands. */
const joined = (before: Entry, after: Entry): Entry => {
  if (after.operation !== "modify") return after;
  if (before.operation === "delete") return before;
  return { ...before, values: { ...before.values, ...after.values } };
};

/** One request for each person of the feed, whatever the order and number of its files. */
export class LatestEntries {
  readonly notes: Remark[] = [];
  private readonly byKey = new Map<string, Entry>();

  add(entry: Entry): void {
    const before = this.byKey.get(entry.id);
    if (before === undefined) this.byKey.set(entry.id, entry);
    else if (before.category !== entry.category) this.noteClash(before, entry);
    else {
      this.noteRepeat(before, entry);
      this.byKey.set(entry.id, joined(before, entry));
    }
  }

  private noteClash(before: Entry, { id, source, category }: Entry): void {
    const reason = `L’identifiant ${id} est déjà celui d’une autre fiche (ligne ${before.source.line})\u00a0: celle-ci est laissée de côté.`;
    this.notes.push({ ...source, kind: kinds[category] ?? kinds[before.category] ?? "pupils", reason });
  }

  private noteRepeat(before: Entry, { operation, id, source, category, values }: Entry): void {
    const kind = kinds[category];
    if (kind === undefined || operation !== "add" || before.operation !== "add") return;
    if (isSame(before, { ...before, values })) return;
    const reason = `La fiche ${id} figure deux fois dans le flux\u00a0: la dernière est retenue.`;
    this.notes.push({ ...source, kind, reason });
  }

  of(category: string): Entry[] {
    return [...this.byKey.values()].filter((entry) => entry.category === category);
  }
}
