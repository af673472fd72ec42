import { rights } from "../../testing/rights-table.ts";

const forEverybody = { expect: { stranger: 200, others: 200 } };
const forThoseWhoTendIt = { expect: { gaelle: 200, theo: 200, others: 404 } };

export default rights({
  scene: () => ({}),
  routes: {
    "GET /machine": forThoseWhoTendIt,
    "GET /direction/affiche": forThoseWhoTendIt,
    "GET /direction/affiche/adresse.svg": forThoseWhoTendIt,
    "GET /installation-https": forEverybody,
    "POST /installation-https/compris": { expect: { stranger: 303, others: 303 } },
    "GET /ca.crt": { what: "https is off in this world", expect: { stranger: 404, others: 404 } },
  },
});
