import { rights } from "../../testing/rights-table.ts";

export default rights<null>({
  scene: () => null,
  routes: { "GET /accueil": { expect: { others: 200 } } },
});
