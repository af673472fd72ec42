import { and, eq } from "drizzle-orm";
import { allowPickup } from "../../people/families/pickup.ts";
import { guardianships } from "../../people/tables.ts";
import { type RightsCase, rights } from "../../testing/rights-table.ts";

interface Scene {
  /** Claire, for Léa. */
  readonly relation: string;
  /** On Léa's list. */
  readonly fetcher: string;
}
type Case = RightsCase<Scene>;

const forHead: Case = { expect: { gaelle: 200, others: 404 } };
const actOfHead: Case = { expect: { gaelle: 303, others: 404 } };
const ofLea = (more: (scene: Scene) => Record<string, string> = () => ({})) => ({
  params: (scene: Scene, w: { ids: { lea: string } }) => ({ pupil: w.ids.lea, ...more(scene) }),
});
const notPupil: Case = {
  what: "somebody who is no pupil",
  params: (_, w) => ({ pupil: w.ids.claire }),
  expect: { others: 404 },
};
const relation = ofLea((scene) => ({ id: scene.relation }));
const fetcher = ofLea((scene) => ({ id: scene.fetcher }));
const ofAnother = (id: (scene: Scene) => string): Case => ({
  what: "of another child",
  params: (scene, w) => ({ pupil: w.ids.zoe, id: id(scene) }),
  fields: () => ({ lien: "parent" }),
  expect: { others: 404 },
});

export default rights<Scene>({
  scene: (w) => ({
    relation:
      w.db
        .select()
        .from(guardianships)
        .where(and(eq(guardianships.guardianId, w.ids.claire), eq(guardianships.pupilId, w.ids.lea)))
        .get()?.id ?? "",
    fetcher: allowPickup(w.doing("gaelle"), w.ids.lea, {
      name: "Odette Roux",
      phone: "",
      relation: "grand-mère",
      startsOn: "2026-09-01",
      endsOn: null,
    }),
  }),
  routes: {
    "GET /direction/familles": forHead,
    "GET /direction/familles/:pupil": [{ ...forHead, ...ofLea() }, notPupil],
    "GET /direction/familles/:pupil/ajout": { ...forHead, ...ofLea() },
    "POST /direction/familles/:pupil/ajout": [
      { ...actOfHead, ...ofLea(), fields: () => ({ lien: "relative", nom: "Petit", prenom: "Odile" }) },
      {
        what: "a pupil as guardian",
        ...ofLea(),
        fields: (_, w) => ({ lien: "relative", personne: w.ids.hugo }),
        expect: { others: 404 },
      },
    ],
    "GET /direction/familles/:pupil/liens/:id": [{ ...forHead, ...relation }, ofAnother((scene) => scene.relation)],
    "POST /direction/familles/:pupil/liens/:id": [
      { ...actOfHead, ...relation, fields: () => ({ lien: "parent", autorite: "held", lit: "on" }) },
      ofAnother((scene) => scene.relation),
    ],
    "POST /direction/familles/:pupil/liens/:id/fin": [
      { ...actOfHead, ...relation },
      ofAnother((scene) => scene.relation),
    ],
    "POST /direction/familles/:pupil/liens/:id/reprise": [
      { ...actOfHead, ...relation },
      ofAnother((scene) => scene.relation),
    ],
    "POST /direction/familles/:pupil/sortie": [
      { ...actOfHead, ...ofLea(), fields: () => ({ nom: "Odile Petit" }) },
      { ...notPupil, fields: () => ({ nom: "Odile Petit" }) },
    ],
    "POST /direction/familles/:pupil/sortie/:id/retrait": [
      { ...actOfHead, ...fetcher },
      ofAnother((scene) => scene.fetcher),
    ],
    "POST /direction/familles/:pupil/sortie/:id/retour": [
      { ...actOfHead, ...fetcher },
      ofAnother((scene) => scene.fetcher),
    ],
  },
});
