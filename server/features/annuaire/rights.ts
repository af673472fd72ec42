import { applyImport, fingerprintOf, planNow } from "../../people/import/apply.ts";
import { recordsOf, stageImport } from "../../people/import/imports.ts";
import { keepDrop } from "../../people/import/mapping/drops.ts";
import { learnMapping, listMappings } from "../../people/import/mapping/store.ts";
import { chooseYear, prepareYear } from "../../people/import/prepared.ts";
import { readFiles } from "../../people/import/read.ts";
import { noRecords } from "../../people/import/records.ts";
import { rights } from "../../testing/rights-table.ts";
import type { World } from "../../testing/world.ts";

const csv = Buffer.from("Nom élève;Prénom élève;Date naissance;Libellé classe\nROUX;Léa;14/03/2018;CE2 de Mme MORIN\n");
const newcomer = Buffer.from(csv.toString().replace("ROUX;Léa", "ABADIE;Ana"));

/** The head's alone; for everybody else these pages do not exist. */
const headOnly = (status: number) => ({ expect: { gaelle: status, others: 404 } });

interface Scene {
  readonly importId: string;
  /** Replaced by the next one: nothing runs under it. */
  readonly olderId: string;
  readonly appliedId: string;
  readonly dropId: string;
  readonly learnedKey: string;
  /** A new year, prepared. */
  readonly yearId: string;
  readonly fingerprint: string;
}

const nextYear = "2027-2028";

const prepare = async (doing: ReturnType<World["doing"]>, id: string): Promise<void> => {
  const plan = planNow(doing.db, doing.clock, recordsOf(doing.db, id) ?? noRecords(), nextYear);
  chooseYear(doing, id, nextYear);
  await prepareYear(doing, id, { yearLabel: nextYear, opensOn: null, fingerprint: fingerprintOf(plan) });
};

const scene = async (world: World): Promise<Scene> => {
  const doing = world.doing("gaelle");
  const stage = (bytes = csv): string => stageImport(doing, readFiles([{ name: "eleves.csv", bytes }]));
  const olderId = stage();
  const appliedId = stage(newcomer);
  applyImport(doing, appliedId, recordsOf(world.db, appliedId) ?? noRecords());
  const sheet = { file: "liste.csv", headers: ["A", "B"], rows: [["ROUX", "Léa"]] };
  const dropId = keepDrop(doing, [{ name: "liste.csv", bytes: Buffer.from("A;B\nROUX;Léa\n") }], sheet);
  learnMapping(doing, "staff", ["Nom", "Prénom", "Poste"], ["lastName", "firstName", null]);
  const learnedKey = listMappings(world.db)[0]?.key ?? "";
  const yearId = stage();
  await prepare(doing, yearId);
  const plan = planNow(world.db, world.clock, recordsOf(world.db, yearId) ?? noRecords(), nextYear);
  return { olderId, appliedId, yearId, fingerprint: fingerprintOf(plan), importId: stage(), dropId, learnedKey };
};
const params = ({ importId }: Scene) => ({ id: importId });
const ofDrop = ({ dropId }: Scene) => ({ id: dropId });
const ofLearned = ({ learnedKey }: Scene) => ({ id: learnedKey });

export default rights<Scene>({
  scene,
  routes: {
    "GET /direction/annuaire": headOnly(200),
    "GET /direction/annuaire/responsables": headOnly(200),
    "GET /direction/annuaire/equipe": headOnly(200),
    "GET /direction/annuaire/classes": headOnly(200),
    "GET /direction/annuaire/groupes": headOnly(200),
    "POST /direction/annuaire/export/:liste": [
      { params: () => ({ liste: "eleves" }), ...headOnly(200) },
      { what: "a list that does not exist", params: () => ({ liste: "secrets" }), expect: { others: 404 } },
    ],
    "GET /direction/annuaire/impression/:liste": { params: () => ({ liste: "groupes" }), ...headOnly(200) },
    "GET /direction/annuaire/attente": headOnly(200),
    "POST /direction/annuaire/attente": headOnly(303),
    "GET /direction/annuaire/import": headOnly(200),
    "POST /direction/annuaire/import": {
      file: () => ({ field: "fichiers", name: "eleves.csv", bytes: csv, type: "text/csv" }),
      ...headOnly(303),
    },
    "GET /direction/annuaire/import/colonnes/:id": [
      { params: ofDrop, ...headOnly(200) },
      { what: "a drop that is over", params: () => ({ id: "0" }), expect: { others: 404 } },
    ],
    "POST /direction/annuaire/import/colonnes/:id": [
      { what: "without its mandatory columns", params: ofDrop, fields: () => ({ sorte: "staff" }), ...headOnly(422) },
      {
        params: ofDrop,
        fields: () => ({ sorte: "staff", "colonne-0": "lastName", "colonne-1": "firstName" }),
        ...headOnly(303),
      },
    ],
    "POST /direction/annuaire/colonnes/:id/oubli": { params: ofLearned, ...headOnly(303) },
    "POST /direction/annuaire/colonnes/:id/retablissement": { params: ofLearned, ...headOnly(303) },
    "GET /direction/annuaire/import/:id": [
      { params, ...headOnly(200) },
      { what: "an import that does not exist", params: () => ({ id: "0" }), expect: { others: 404 } },
    ],
    "POST /direction/annuaire/import/:id/decisions": { params, ...headOnly(303) },
    "POST /direction/annuaire/import/:id/corrections": {
      what: "nothing was corrected by hand",
      params,
      fields: (_: Scene, w: World) => ({ personne: w.ids.lea, champ: "lastName" }),
      ...headOnly(409),
    },
    "POST /direction/annuaire/import/:id/application": {
      params,
      fields: () => ({ empreinte: "d’hier" }),
      ...headOnly(303),
    },
    "POST /direction/annuaire/import/:id/annulation": [
      { params: ({ appliedId }: Scene) => ({ id: appliedId }), ...headOnly(303) },
      { what: "a preview: there is nothing to undo", params, ...headOnly(409) },
    ],
    "POST /direction/annuaire/import/:id/annee": { params, fields: () => ({ annee: nextYear }), ...headOnly(303) },
    "POST /direction/annuaire/import/:id/departs": { params, ...headOnly(303) },
    "POST /direction/annuaire/import/:id/preparation": {
      params: ({ yearId }: Scene) => ({ id: yearId }),
      fields: ({ fingerprint }: Scene) => ({ empreinte: fingerprint, confirme: "oui" }),
      ...headOnly(303),
    },
    "GET /direction/annuaire/rentree": headOnly(200),
    "POST /direction/annuaire/rentree/ouverture": { fields: () => ({ empreinte: "d’hier" }), ...headOnly(303) },
    "POST /direction/annuaire/rentree/jour": { fields: () => ({ ouverture: "2027-08-30" }), ...headOnly(303) },
    "POST /direction/annuaire/rentree/abandon": headOnly(303),
    "GET /direction/annuaire/import/:id/avancement": [
      {
        what: "while nothing runs: back to the preview",
        params: ({ olderId }: Scene) => ({ id: olderId }),
        expect: { gaelle: 303, others: 404 },
      },
    ],
  },
});
