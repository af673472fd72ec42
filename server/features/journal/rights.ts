import { rights } from "../../testing/rights-table.ts";

const forHead = { expect: { gaelle: 200, others: 404 } };

export default rights({
  scene: () => ({}),
  routes: { "GET /direction/journal": forHead, "POST /direction/journal/export": forHead },
});
