import { type RightsCase, rights } from "../../testing/rights-table.ts";

const everybody: RightsCase<unknown> = { expect: { theo: 404, others: 200 } };
const adults = { theo: 404, lea: 404, hugo: 404, imran: 404, zoe: 404 };

export default rights({
  scene: () => ({}),
  routes: {
    "GET /annuaire": everybody,
    "GET /annuaire/imprimer": everybody,
    "GET /annuaire/mes-informations": { expect: { ...adults, others: 200 } },
    "POST /annuaire/mes-informations": {
      fields: () => ({ email: "parents", phone: "staff", address: "nobody" }),
      expect: { ...adults, others: 303 },
    },
  },
});
