import { type RightsCase, rights } from "../../testing/rights-table.ts";

type Case = RightsCase<null>;

const home = "/direction/synchronisation";
/** Where there is no portal to speak to, and for everybody but the head, the page does not exist. */
const ofReply: Case = { params: () => ({ id: "0".repeat(32) }), expect: { others: 404 } };

export default rights<null>({
  scene: () => null,
  routes: {
    [`GET ${home}`]: { expect: { gaelle: 200, others: 404 } },
    [`POST ${home}/envoi`]: { expect: { gaelle: 303, others: 404 } },
    [`GET ${home}/raccordement`]: { expect: { gaelle: 200, others: 404 } },
    [`POST ${home}/raccordement`]: {
      fields: () => ({ url: "https://portail.exemple.fr", oneTimeToken: "x" }),
      expect: { others: 404 },
    },
    [`POST ${home}/reprise`]: { expect: { others: 404 } },
    [`POST ${home}/quarantaine/:id/essai`]: ofReply,
    [`POST ${home}/quarantaine/:id/rangement`]: ofReply,
    [`POST ${home}/quarantaine/:id/retour`]: ofReply,
  },
});
