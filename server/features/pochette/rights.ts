import { type RightsCase, rights } from "../../testing/rights-table.ts";
import { openAsColleague, prepareSheets, sealSheets } from "./openings.ts";

interface Scene {
  /** Karim has opened Anne's class; his session of the scene is not the one of the cases. */
  readonly opening: string;
  /** The code of the CE2's sheet. */
  readonly code: string;
}
type Case = RightsCase<Scene>;

const ce2 = (_: Scene, w: { ids: { ce2: string } }) => ({ classroom: w.ids.ce2 });
const lea = (_: Scene, w: { ids: { lea: string } }) => ({ pupil: w.ids.lea });
const opening = (scene: Scene) => ({ opening: scene.opening });
const ofClass: Case = { params: ce2, expect: { gaelle: 200, anne: 200, others: 404 } };
const headOnly: Case = { expect: { gaelle: 200, others: 404 } };

export default rights<Scene>({
  scene: (w) => {
    const sheets = prepareSheets([w.ids.ce2]);
    sealSheets(w.doing("gaelle"), sheets);
    return { opening: openAsColleague(w.doing("karim"), w.ids.ce2), code: sheets[0]?.code ?? "" };
  },
  routes: {
    "GET /pochette": { expect: { gaelle: 200, anne: 200, karim: 200, sylvie: 200, others: 404 } },
    "GET /pochette/code": { expect: { stranger: 200, others: 200 } },
    "POST /pochette/code": [
      {
        what: "with the sheet",
        fields: ({ code }) => ({ code, nom: "Odile Petit" }),
        expect: { stranger: 303, others: 303 },
      },
      {
        what: "with a code that opens nothing",
        fields: () => ({ code: "0000-0000-0000-0000-0000", nom: "Odile Petit" }),
        expect: { stranger: 422, others: 422 },
      },
    ],
    "GET /pochette/ouverte/:opening": {
      what: "somebody else's",
      params: opening,
      expect: { stranger: 404, others: 404 },
    },
    "POST /pochette/ouverte/:opening/fin": {
      what: "somebody else's",
      params: opening,
      expect: { stranger: 404, others: 404 },
    },
    "GET /pochette/classes/:classroom": ofClass,
    "GET /pochette/classes/:classroom/imprimer": ofClass,
    "POST /pochette/classes/:classroom/ouverture": [
      { params: ce2, expect: { gaelle: 303, anne: 303, karim: 303, sylvie: 303, others: 404 } },
      { what: "a class that does not exist", params: () => ({ classroom: "x" }), expect: { others: 404 } },
    ],
    "GET /pochette/sante/:pupil": { params: lea, expect: { gaelle: 200, anne: 200, others: 404 } },
    "POST /pochette/sante/:pupil": {
      params: lea,
      fields: () => ({ allergies: "arachide" }),
      expect: { gaelle: 303, anne: 303, others: 404 },
    },
    "GET /direction/pochettes": headOnly,
    "POST /direction/pochettes": [
      headOnly,
      { what: "a class that does not exist", fields: () => ({ classe: "x" }), expect: { others: 404 } },
    ],
    "POST /direction/pochettes/ouvertures/:opening/fin": {
      params: opening,
      expect: { gaelle: 303, others: 404 },
    },
  },
});
