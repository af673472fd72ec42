import { rights } from "../../testing/rights-table.ts";

const headOnly = { gaelle: 200, others: 404 };

export default rights({
  scene: () => undefined,
  routes: {
    "GET /direction/courriel": { expect: headOnly },
    "GET /direction/courriel/etat": { expect: headOnly },
    "POST /direction/courriel/essai": { what: "a box that sends no mail", expect: { others: 404 } },
  },
});
