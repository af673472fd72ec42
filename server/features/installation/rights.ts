import { ensureSetupCode } from "../../people/setup-code.ts";
import { type RightsCase, rights } from "../../testing/rights-table.ts";

type Fields = NonNullable<RightsCase<null>["fields"]>;

const code: Fields = (_, { config }) => ({ code: ensureSetupCode(config.DATA_DIR) });
const school: Fields = (scene, world) => ({
  ...code(scene, world),
  nom: "École Jules-Ferry",
  uai: "0690078K",
  zone: "A",
  telephone: "04 78 00 00 00",
});
const head: Fields = (scene, world) => ({
  ...school(scene, world),
  civilite: "Mme",
  prenom: "Gaëlle",
  nomDeFamille: "Lœuille",
  motDePasse: "tournesol violet du jardin",
  encore: "tournesol violet du jardin",
});
/** Before there is a school everybody is a stranger. */
const open = { stranger: 200, others: 404 } as const;
const refused = { stranger: 422, others: 404 } as const;

export default rights<null>({
  hasSchool: false,
  scene: () => null,
  routes: {
    "GET /installation": { expect: open },
    "POST /installation": [
      { fields: code, expect: open },
      { what: "a wrong code", fields: () => ({ code: "aaaa-aaaa-aaaa" }), expect: refused },
    ],
    "POST /installation/ecole": [
      { fields: school, expect: open },
      { what: "no code", fields: (scene, world) => ({ ...school(scene, world), code: "" }), expect: refused },
    ],
    "POST /installation/direction": [
      { fields: head, expect: open },
      {
        what: "a wrong code",
        fields: (scene, world) => ({ ...head(scene, world), code: "aaaa-aaaa-aaaa" }),
        expect: refused,
      },
    ],
  },
});
