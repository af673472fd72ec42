import { found } from "../../core/db.ts";
import { noteDecision } from "../../people/families/decisions.ts";
import { guardianships } from "../../people/tables.ts";
import { type RightsCase, rights } from "../../testing/rights-table.ts";

interface Scene {
  readonly relation: string;
  readonly decision: string;
}
type Case = RightsCase<Scene>;

const pageForHead: Case = { expect: { gaelle: 200, others: 404 } };
const actOfHead: Case = { expect: { gaelle: 303, others: 404 } };
const ofClaire: Case = { ...actOfHead, params: (_, w) => ({ id: w.ids.claire }) };
const noAuthority = {
  takesAuthority: true,
  hidesChild: false,
  forbidsFetching: false,
  hidesContactsOf: [],
  note: "JAF de Lyon",
  startsOn: "2026-09-01",
  endsOn: null,
};
const relation = ({ relation: id }: Scene) => ({ id });

export default rights<Scene>({
  scene: (w) => {
    const guardianship = found(w.db.select().from(guardianships).get());
    return { relation: guardianship.id, decision: noteDecision(w.doing("gaelle"), guardianship, noAuthority) ?? "" };
  },
  routes: {
    "GET /direction": pageForHead,
    "GET /direction/autorite": pageForHead,
    "POST /direction/autorite": actOfHead,
    "GET /direction/autorite/:id": [
      { ...pageForHead, params: relation },
      { what: "a relation that does not exist", params: () => ({ id: "x" }), expect: { others: 404 } },
    ],
    "POST /direction/autorite/:id": {
      ...actOfHead,
      params: relation,
      fields: () => ({ decision: "reads", note: "JAF de Lyon, 3 mars 2026" }),
    },
    "POST /direction/autorite/:id/decisions/:decision/annulation": [
      { ...actOfHead, params: ({ relation: id, decision }) => ({ id, decision }) },
      {
        what: "a decision that does not exist",
        params: ({ relation: id }) => ({ id, decision: "x" }),
        expect: { others: 404 },
      },
    ],
    "GET /direction/lettres": pageForHead,
    "POST /direction/lettres": actOfHead,
    "GET /direction/lettres/classes/:classe": { ...pageForHead, params: (_, w) => ({ classe: w.ids.cp }) },
    "POST /direction/lettres/responsables/:id/impression": [
      ofClaire,
      { what: "somebody who is no guardian", params: (_, w) => ({ id: w.ids.anne }), expect: { others: 404 } },
    ],
    "POST /direction/lettres/responsables/:id/revocation": ofClaire,
    "GET /direction/codes": pageForHead,
    "POST /direction/codes": actOfHead,
    "POST /direction/codes/:id": [
      { ...actOfHead, params: (_, w) => ({ id: w.ids.anne }) },
      { what: "somebody who is no staff", params: (_, w) => ({ id: w.ids.claire }), expect: { others: 404 } },
    ],
    "POST /direction/codes/:id/maison": [
      { ...actOfHead, params: (_, w) => ({ id: w.ids.anne }) },
      { what: "the technician", params: (_, w) => ({ id: w.ids.theo }), expect: { others: 404 } },
      { what: "somebody who is no staff", params: (_, w) => ({ id: w.ids.claire }), expect: { others: 404 } },
    ],
  },
});
