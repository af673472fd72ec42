import { type RightsCase, rights } from "../../testing/rights-table.ts";

const forHead: RightsCase<unknown> = { expect: { gaelle: 200, others: 404 } };

export default rights({
  scene: () => ({}),
  routes: {
    "GET /direction/correspondances": forHead,
    "POST /direction/correspondances/:classroom": [
      {
        params: (_, w) => ({ classroom: w.ids.ce2 }),
        fields: () => ({ entre: "guardians", ouvrir: "oui" }),
        expect: { gaelle: 303, others: 404 },
      },
      {
        what: "a class that does not exist",
        params: () => ({ classroom: "x" }),
        fields: () => ({ entre: "guardians", ouvrir: "oui" }),
        expect: { others: 404 },
      },
    ],
  },
});
