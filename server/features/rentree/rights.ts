import { rights } from "../../testing/rights-table.ts";

const staff = { gaelle: 200, anne: 200, karim: 200, sylvie: 200 };

/** Staff alone: for families and pupils the new year does not exist before it is opened. */
export default rights<null>({
  scene: () => null,
  routes: {
    "GET /rentree": { expect: { ...staff, others: 404 } },
    "GET /rentree/annee-passee": { expect: { ...staff, others: 404 } },
  },
});
