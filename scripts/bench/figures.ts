/** Every figure of the bench: what it says, and what it should be (issue "A school day"). */
interface Goal {
  readonly label: string;
  readonly unit: string;
  readonly atMost?: number;
  readonly atLeast?: number;
}

export const goals = {
  liaison_ratio: { label: "cahier de liaison, débit rapporté à node:http nu", unit: "", atLeast: 1 / 6 },
  liaison_rps: { label: "cahier de liaison, 30 mots, 50 connexions", unit: "req/s" },
  liaison_p99_ms: { label: "cahier de liaison, 99e centile", unit: "ms" },
  bare_rps: { label: "node:http nu, mêmes octets", unit: "req/s" },
  rss_idle_mb: { label: "mémoire au repos (1 Mo = 1 000 000 octets)", unit: "Mo", atMost: 100 },
  rss_load_mb: { label: "mémoire sous la charge", unit: "Mo", atMost: 180 },
  commits_1000_views: { label: "écritures pour 1 000 pages vues", unit: "", atMost: 0 },
  start_s: { label: "du lancement à la première réponse", unit: "s", atMost: 0.6 },
  pupils30_s: { label: "30 élèves se connectent ensemble", unit: "s", atMost: 2 },
  adults30_s: { label: "30 adultes se connectent ensemble", unit: "s", atMost: 3 },
  unknown_ms: { label: "500 + 500 refus, compte connu ou non : écart des médianes", unit: "ms", atMost: 5 },
  publish_s: { label: "mot avec photo, de la publication à la lecture", unit: "s", atMost: 2 },
  publish_bytes_300: { label: "octets envoyés, école de 300 élèves", unit: "o" },
  publish_bytes_3000: { label: "octets envoyés, école de 3 000 élèves", unit: "o" },
  first_sync_s: { label: "première synchronisation, coupée puis reprise", unit: "s" },
  first_sync_resent: { label: "objets envoyés deux fois après la coupure", unit: "", atMost: 8 },
  import_3000_s: { label: "import de 3 000 élèves et 4 500 responsables", unit: "s", atMost: 15 },
  import_page_p95_ms: { label: "pages pendant cet import, 95e centile", unit: "ms", atMost: 100 },
  app_first_open_kb: { label: "première ouverture à la maison (1 ko = 1 000 octets)", unit: "ko", atMost: 150 },
} as const satisfies Record<string, Goal>;

export type FigureName = keyof typeof goals;

export const isFigure = (name: string): name is FigureName => Object.hasOwn(goals, name);

export interface Figure {
  readonly value: number;
  readonly unit: string;
  readonly reference?: number;
}

/** What was measured, in the order of the goals. */
export class Figures {
  readonly #values = new Map<FigureName, Figure>();

  note(name: FigureName, value: number, reference?: number): void {
    const goal: Goal = goals[name];
    const against = reference ?? goal.atMost ?? goal.atLeast;
    this.#values.set(name, { value, unit: goal.unit, ...(against !== undefined && { reference: against }) });
  }

  value(name: FigureName): number | undefined {
    return this.#values.get(name)?.value;
  }

  toJSON(): Partial<Record<FigureName, Figure>> {
    const names = Object.keys(goals).filter(isFigure);
    return Object.fromEntries(names.flatMap((name) => [[name, this.#values.get(name)] as const]).filter(isMeasured));
  }

  /** Whether each that was measured keeps its promise; null where there is none. */
  isMet(name: FigureName): boolean | null {
    const figure = this.#values.get(name);
    const goal: Goal = goals[name];
    if (figure === undefined) return null;
    if (name === "publish_bytes_3000" && figure.reference !== undefined)
      return Math.abs(figure.value / figure.reference - 1) <= sameWithin;
    if (goal.atMost !== undefined) return figure.value <= goal.atMost;
    return goal.atLeast === undefined ? null : figure.value >= goal.atLeast;
  }

  table(): string {
    const rows = Object.keys(goals)
      .filter(isFigure)
      .flatMap((name) => {
        const figure = this.#values.get(name);
        return figure === undefined ? [] : [this.#row(name, figure)];
      });
    return `${rows.join("\n")}\n`;
  }

  #row(name: FigureName, { value, unit }: Figure): string {
    const mark = { true: "✓", false: "✗", null: " " }[String(this.isMet(name))];
    return `${mark} ${name.padEnd(20)} ${`${shown(value)} ${unit}`.padStart(14)}  ${wanted(name, this.#values).padEnd(12)} ${goals[name].label}`;
  }
}

/** Two publications of equal size differ by the framing of HTTP: so many requests, chunks and headers. */
const sameWithin = 0.03;

const isMeasured = (pair: readonly [FigureName, Figure | undefined]): pair is readonly [FigureName, Figure] =>
  pair[1] !== undefined;

const shown = (value: number): string =>
  new Intl.NumberFormat("fr-FR", value < 1000 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 0 })
    .format(value)
    .replace(/\u202f/g, " ");

const wanted = (name: FigureName, values: ReadonlyMap<FigureName, Figure>): string => {
  const { atMost, atLeast }: Goal = goals[name];
  if (atMost !== undefined) return `≤ ${shown(atMost)}`;
  if (atLeast !== undefined) return `≥ ${shown(atLeast)}`;
  const reference = values.get(name)?.reference;
  return reference === undefined ? "" : `≈ ${shown(reference)}`;
};
