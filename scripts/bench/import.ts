import { setTimeout as pause } from "node:timers/promises";
import { largeSchool } from "../../server/testing/large-school.ts";
import { startProgram } from "../../server/testing/processes.ts";
import type { Figures } from "./figures.ts";
import { Visitor } from "./http.ts";
import { demoSchool } from "./school.ts";

const importPath = "/direction/annuaire/import";
/** What a class asks of the box while the head imports. */
const pages = ["/accueil", "/liaison", "/connexion/eleves"];
const betweenMs = 20;

const p95 = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? Number.NaN;

/** 3,000 pupils and 4,500 guardians by the head's form into a school that is there, while a teacher reads page after page. */
export const measureImport = async (figures: Figures): Promise<void> => {
  const { folder, sheet } = await demoSchool();
  const box = await startProgram("main", { DATA_DIR: folder });
  try {
    const [head, teacher] = [await signedIn(box.url, sheet, "direction"), await signedIn(box.url, sheet, "enseignant")];
    const reading = new Reading(teacher);
    const began = performance.now();
    await importLargeSchool(head);
    figures.note("import_3000_s", (performance.now() - began) / 1000);
    figures.note("import_page_p95_ms", p95(await reading.end()));
  } finally {
    await box.stop();
  }
};

type Sheet = Awaited<ReturnType<typeof demoSchool>>["sheet"];

const signedIn = async (url: string, { signIns }: Sheet, wanted: string): Promise<Visitor> => {
  const person = signIns.find(({ role }) => role === wanted);
  if (person === undefined || !("identifiant" in person)) throw new Error(`the demo's ${wanted} is missing`);
  const visitor = new Visitor(url);
  await visitor.signIn(person.identifiant, person.motDePasse);
  return visitor;
};

/** One page after the other, a moment apart, until it is told to end. */
class Reading {
  #isOver = false;
  readonly #latencies: Promise<number[]>;

  constructor(reader: Visitor) {
    this.#latencies = this.#read(reader);
  }

  async #read(reader: Visitor): Promise<number[]> {
    const latencies: number[] = [];
    for (let nth = 0; !this.#isOver; nth += 1) {
      const began = performance.now();
      const { status } = await reader.send(pages[nth % pages.length] ?? "");
      if (status !== 200) throw new Error(`${pages[nth % pages.length]}: ${status}`);
      latencies.push(performance.now() - began);
      await pause(betweenMs);
    }
    return latencies;
  }

  end(): Promise<number[]> {
    this.#isOver = true;
    return this.#latencies;
  }
}

const field = (text: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]+)"`).exec(text)?.[1] ?? "";

/** From the dropped files to « Import terminé », as the screen leads there. */
const importLargeSchool = async (head: Visitor): Promise<void> => {
  const form = new FormData();
  form.append("_csrf", await head.token(importPath));
  for (const { name, bytes } of largeSchool()) form.append("fichiers", new Blob([Buffer.from(bytes)]), name);
  const dropped = await head.postForm(importPath, form);
  const url = dropped.headers.get("location") ?? "";
  if (dropped.status !== 303 || url === "") throw new Error(`dropping the files: ${dropped.status}`);
  const { text } = await head.send(url);
  const agreement = { _csrf: field(text, "_csrf"), empreinte: field(text, "empreinte"), confirme: "oui" };
  const { status, headers } = await head.post(`${url}/application`, agreement);
  if (status !== 303 || headers.get("location") !== `${url}/avancement`) throw new Error(`applying: ${status}`);
  let seen = 0;
  for (;;) {
    const progress = await head.send(`${url}/avancement`);
    if (progress.status === 303) break;
    seen += /<progress[^>]* value="[1-9]/.test(progress.text) ? 1 : 0;
    await pause(100);
  }
  if (!/Import terminé/.test((await head.send(url)).text)) throw new Error("the import did not come to its end");
  if (seen === 0) throw new Error("no progress was shown");
};
