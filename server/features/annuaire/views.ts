import { fullDay } from "../../core/dates.ts";
import type { Obstacle } from "../../core/feature.ts";
import type { Errors } from "../../core/http.ts";
import type { View } from "../../core/view.ts";
import type { Import } from "../../people/import/imports.ts";
import type { Preview } from "../../people/import/look/preview.ts";
import type { Question } from "../../people/import/look/questions.ts";
import type { RememberedMapping } from "../../people/import/mapping/store.ts";
import type { PlanCounts } from "../../people/import/plan-types.ts";
import type { FileSummary } from "../../people/import/read.ts";
import type { StoredCounts } from "../../people/import/tables.ts";
import { learnedLine } from "./views-columns.ts";
import { plural } from "./words.ts";

export const dropView = (data: {
  imports: readonly Import[];
  learned: readonly RememberedMapping[];
  waiting: number;
  errors: Errors;
  timeZone: string;
}): View => {
  const date = new Intl.DateTimeFormat("fr", { timeZone: data.timeZone, dateStyle: "long", timeStyle: "short" });
  const imports = data.imports.map(({ id, appliedAt, undoneAt, files }) => ({
    id,
    when: date.format(new Date(appliedAt ?? undoneAt ?? 0)).replace(":", " h "),
    isUndone: appliedAt === null,
    files: files.map(({ title, rows }) => `${title}\u00a0: ${rows}`).join(", "),
  }));
  return {
    view: "annuaire/drop",
    data: { ...data, imports, learned: data.learned.map(learnedLine) },
    title: "Importer des fichiers",
  };
};

interface Counter {
  readonly tone: string;
  readonly icon: string;
  readonly number: number;
  readonly word: string;
}

/** "1 nouveau", "3 nouveaux" */
const agreed = (number: number, one: string, many: string) => ({ number, word: number < 2 ? one : many });

const counters = ({ pupils, guardians, staff }: PlanCounts, open: number): Counter[] => {
  const sum = (state: keyof PlanCounts["staff"]): number => pupils[state] + guardians[state] + staff[state];
  return [
    { tone: "leaf", icon: "plus", ...agreed(sum("new"), "nouveau", "nouveaux") },
    { tone: "sky", icon: "pencil", ...agreed(sum("changed"), "modifié", "modifiés") },
    { tone: "", icon: "check", ...agreed(sum("unchanged"), "inchangé", "inchangés") },
    { tone: "sun", icon: "help", number: open, word: "à décider" },
    { tone: "brick", icon: "x", ...agreed(sum("rejected"), "rejeté", "rejetés") },
  ];
};

const table = ({ pupils, guardians, staff }: PlanCounts) => [
  { kind: "Élèves", ...pupils, waiting: 0 },
  { kind: "Responsables", ...guardians },
  { kind: "Équipe", ...staff, waiting: 0 },
];

export const previewView = (
  data: Preview & {
    id: string;
    files: readonly FileSummary[];
    wasUndone: boolean;
    isPrepared: boolean;
    opensOn: string;
    errors: Errors;
  },
): View => ({
  view: "annuaire/preview",
  data: { ...data, counters: counters(data.counts, data.questions.length), table: table(data.counts) },
  title: "Vérifier avant d’importer",
});

export const progressView = (data: { id: string; done: number; total: number }): View => ({
  view: "annuaire/progress",
  data,
  title: "Import en cours",
  fragment: "annuaire/_progress",
});

const leaving = ({ leaving: count = 0 }: StoredCounts): string =>
  count === 0 ? "" : ` ${plural(count, "élève quitte l’école", "élèves quittent l’école")}.`;

export const resultView = (of: {
  id: string;
  counts: StoredCounts;
  waiting: number;
  isUndoable: boolean;
  obstacles: readonly Obstacle[];
  yearLabel: string | null;
}): View => {
  const { counts, waiting } = of;
  const opened = of.yearLabel === null ? "La nouvelle année est ouverte" : `L’année ${of.yearLabel} est ouverte`;
  const title = counts.leaving === undefined ? "Import terminé" : opened;
  const done = counters(counts, waiting);
  const total = (done[0]?.number ?? 0) + (done[1]?.number ?? 0);
  const summary =
    total === 0 ? "Rien n’avait changé." : `${plural(total, "personne est à jour", "personnes sont à jour")}.`;
  return {
    view: "annuaire/result",
    data: {
      ...of,
      counters: done,
      table: table(counts),
      links: counts.links,
      summary: summary + leaving(counts),
      title,
    },
    title,
  };
};

export const yearView = (
  data: Preview & { id: string; opensOn: string; isClockTrusted: boolean; errors: Errors },
): View => ({
  view: "annuaire/year",
  data: {
    ...data,
    opensOnWords: data.opensOn === "" ? "" : fullDay(data.opensOn),
    leaving: data.departures.filter(({ kind, isKept }) => kind === "pupils" && !isKept).length,
  },
  title: `Rentrée ${data.opens?.label ?? ""}`,
});

export const noYearView = (data: { next: string }): View => ({ view: "annuaire/no-year", data, title: "Rentrée" });

/** An older preview that another one has replaced. */
export const staleView = (): View => ({ view: "annuaire/stale", data: {}, title: "Aperçu périmé" });

export const waitingView = (data: { questions: readonly Question[]; errors: Errors }): View => ({
  view: "annuaire/waiting",
  data,
  title: "À décider",
});
