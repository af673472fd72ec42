import { prepareBadges } from "../../people/badges.ts";
import { activate, issueActivationCode, setPassword, setPictures } from "../../people/credentials.ts";
import { openRescue, unseenRescues } from "../../people/rescue.ts";
import { prepareSheet } from "../../people/staff-keys.ts";
import { type RightsCase, rights } from "../../testing/rights-table.ts";
import type { World } from "../../testing/world.ts";
import { rememberScreen } from "./screens.ts";

const password = "tournesol violet du jardin";

interface Scene {
  /** What Léa's badge holds. */
  readonly badge: string;
  /** The CE2's, closed. */
  readonly screen: string;
  readonly code: string;
  readonly rescue: string;
}

const scene = async (world: World): Promise<Scene> => {
  const head = world.doing("gaelle");
  for (const name of ["gaelle", "anne"] as const) await setPassword(head, world.ids[name], password);
  await setPictures(head, world.ids.lea, ["chat", "soleil", "bateau"]);
  await setPassword(head, world.ids.lea, password);
  for (const name of ["gaelle", "anne"] as const)
    prepareSheet({ ...head, config: world.config }, world.ids[name]).store();
  await activate(world, openRescue(world, world.ids.gaelle, "command"), password);
  const [rescue] = unseenRescues(world.db, world.ids.anne);
  const badges = prepareBadges(head, [world.ids.lea]);
  badges.store();
  const badge = badges.textOf.get(world.ids.lea) ?? "";
  const screen = rememberScreen(head, world.ids.ce2, "0".repeat(32));
  return { badge, screen, code: issueActivationCode(head, world.ids.sylvie), rescue: rescue?.id ?? "" };
};

type Case = RightsCase<Scene>;

/** Doors are for those outside; whoever is in is shown home. */
const door: Case["expect"] = { stranger: 200, others: 303 };
const everybodyIn: Case["expect"] = { stranger: 303, others: 303 };
const tendsCe2: Case["expect"] = { gaelle: 200, anne: 200, karim: 404, others: 403 };
const staff = (status: number): Case["expect"] => ({
  gaelle: status,
  anne: status,
  karim: status,
  sylvie: status,
  others: 403,
});
const tends = (status: number): Case["expect"] => ({ gaelle: status, anne: status, karim: 404, others: 403 });
const ce2: Case["fields"] = (_, { ids }) => ({ classe: ids.ce2 });
const screen: Case["params"] = (scene) => ({ ecran: scene.screen });
const lea: Case["params"] = (_, { ids }) => ({ id: ids.lea });
const nobody: Case["params"] = () => ({ id: "personne" });
const noPrint: Case["params"] = () => ({ id: "0".repeat(32) });
const phrase: Case["fields"] = () => ({
  actuel: password,
  phrase: "orage tambour cerise lune",
  encore: "orage tambour cerise lune",
});
const code: Case["fields"] = ({ code }) => ({ code });

export default rights<Scene>({
  scene,
  routes: {
    "GET /connexion": { expect: door },
    "POST /connexion": {
      fields: () => ({ identifiant: "anne.morin", motDePasse: password }),
      expect: everybodyIn,
    },
    "GET /connexion/activation": { expect: door },
    "POST /connexion/activation": { fields: code, expect: { stranger: 200, others: 200 } },
    "POST /connexion/activation/mot-de-passe": {
      fields: ({ code }) => ({ code, motDePasse: "orage tambour cerise lune", encore: "orage tambour cerise lune" }),
      expect: everybodyIn,
    },
    "GET /connexion/oubli": { expect: door },
    "POST /connexion/oubli": {
      what: "a box that sends no mail",
      fields: () => ({ qui: "anne.morin" }),
      expect: { stranger: 404, others: 404 },
    },
    "GET /connexion/secours": { expect: door },
    "GET /connexion/secours/preau-secours.txt": { expect: { stranger: 200, others: 200 } },
    "POST /connexion/secours": {
      what: "no key in the box",
      fields: () => ({ identifiant: "gaelle.loeuille" }),
      expect: { stranger: 422, others: 422 },
    },
    "POST /connexion/secours/:id/vu": [
      {
        params: ({ rescue }) => ({ id: rescue }),
        expect: { gaelle: 303, anne: 303, karim: 303, sylvie: 303, theo: 303, others: 403 },
      },
      {
        what: "no such rescue",
        params: nobody,
        expect: { gaelle: 404, anne: 404, karim: 404, sylvie: 404, theo: 404, others: 403 },
      },
    ],
    "GET /connexion/feuille": { expect: door },
    "POST /connexion/feuille": { fields: code, expect: { stranger: 200, others: 200 } },
    "GET /connexion/classe": { expect: door },
    "GET /connexion/classe/:id": [
      { params: (_, { ids }) => ({ id: ids.ce2 }), expect: door },
      { what: "no such class", params: nobody, expect: { stranger: 404, others: 303 } },
    ],
    "GET /connexion/eleve/:id": [
      { params: lea, expect: door },
      { what: "an adult", params: (_, { ids }) => ({ id: ids.anne }), expect: { stranger: 404, others: 303 } },
    ],
    "POST /connexion/eleve/:id": [
      { params: lea, fields: () => ({ images: ["chat", "soleil", "bateau"] }), expect: everybodyIn },
      {
        what: "two pictures",
        params: lea,
        fields: () => ({ images: ["chat", "soleil"] }),
        expect: { stranger: 200, others: 200 },
      },
      { what: "an adult", params: (_, { ids }) => ({ id: ids.anne }), expect: { stranger: 404, others: 404 } },
    ],
    "GET /connexion/eleve/:id/mot-de-passe": [
      { params: lea, expect: door },
      { what: "no password", params: (_, { ids }) => ({ id: ids.zoe }), expect: { stranger: 404, others: 303 } },
    ],
    "POST /connexion/eleve/:id/mot-de-passe": {
      params: lea,
      fields: () => ({ motDePasse: password }),
      expect: everybodyIn,
    },
    "POST /connexion/passage": { expect: { gaelle: 303, anne: 303, karim: 303, others: 403 } },
    "GET /connexion/retour": { expect: everybodyIn },
    "POST /connexion/retour": { fields: () => ({ motDePasse: password }), expect: everybodyIn },
    "POST /connexion/eleve/:id/tuile": { params: lea, expect: everybodyIn },
    "POST /connexion/badge": [
      { fields: ({ badge }) => ({ badge }), expect: everybodyIn },
      {
        what: "no badge",
        fields: (_, { ids }) => ({ badge: "B".repeat(32), classe: ids.ce2 }),
        expect: { stranger: 422, others: 422 },
      },
    ],
    "GET /connexion/eleves/presence": { expect: { others: 403, gaelle: 404, anne: 404, karim: 404 } },
    "POST /connexion/eleves/sortie": { fields: ce2, expect: tends(303) },
    "POST /connexion/eleves/acces": {
      fields: (_, { ids }) => ({ classe: ids.ce2, par: "badge" }),
      expect: tends(303),
    },
    "POST /connexion/eleves/:id/acces": { params: lea, fields: () => ({ par: "password" }), expect: tends(303) },
    "POST /connexion/eleves/ecrans": { fields: ce2, expect: tends(303) },
    "POST /connexion/eleves/ecrans/ouverture": { fields: ce2, expect: tends(303) },
    "POST /connexion/eleves/ecrans/fermeture": { fields: ce2, expect: tends(303) },
    "POST /connexion/eleves/ecrans/:ecran/ouverture": { params: screen, expect: tends(303) },
    "POST /connexion/eleves/ecrans/:ecran/fermeture": { params: screen, expect: tends(303) },
    "POST /connexion/eleves/badges": { fields: ce2, expect: tends(303) },
    "POST /connexion/eleves/:id/badge": { params: lea, expect: tends(303) },
    "POST /connexion/eleves/:id/badge/retrait": { params: lea, expect: tends(303) },
    "POST /connexion/eleves/:id/badge/retour": { params: lea, expect: tends(303) },
    "GET /connexion/eleves": { expect: { gaelle: 200, anne: 200, karim: 200, others: 403 } },
    "POST /connexion/eleves/planche": {
      fields: (_, { ids }) => ({ classe: ids.ce2 }),
      expect: tendsCe2,
    },
    "GET /connexion/eleves/maison": { expect: { gaelle: 200, anne: 200, karim: 200, others: 403 } },
    "POST /connexion/eleves/maison": {
      fields: (_, { ids }) => ({ classe: ids.ce2 }),
      expect: { gaelle: 303, anne: 303, karim: 404, others: 403 },
    },
    "POST /connexion/eleves/:id/carte": { params: lea, expect: { gaelle: 303, anne: 303, karim: 404, others: 403 } },
    "POST /connexion/eleves/:id/carte/retrait": [
      { params: lea, expect: { gaelle: 303, anne: 303, karim: 404, others: 403 } },
      {
        what: "not a pupil",
        params: (_, { ids }) => ({ id: ids.claire }),
        expect: { gaelle: 404, anne: 404, karim: 404, others: 403 },
      },
    ],
    "POST /connexion/eleves/:id/deblocage": [
      { params: lea, expect: { gaelle: 303, anne: 303, karim: 404, others: 403 } },
      {
        what: "not a pupil",
        params: (_, { ids }) => ({ id: ids.karim }),
        expect: { gaelle: 404, anne: 404, karim: 404, others: 403 },
      },
    ],
    "POST /connexion/eleves/:id/images": { params: lea, expect: tendsCe2 },
    "POST /connexion/eleves/:id/mot-de-passe": [
      { params: lea, expect: tendsCe2 },
      {
        what: "not a pupil",
        params: (_, { ids }) => ({ id: ids.anne }),
        expect: { gaelle: 404, anne: 404, karim: 404, others: 403 },
      },
    ],
    "GET /tableau": { expect: staff(200) },
    "POST /tableau": { fields: () => ({ suite: "/accueil" }), expect: staff(303) },
    "POST /tableau/fin": { fields: () => ({ actuel: password }), expect: staff(303) },
    "GET /tableau/decouverte": { expect: { others: 303 } },
    "POST /tableau/decouverte": { fields: () => ({ actuel: password, suite: "/liaison" }), expect: staff(303) },
    "POST /tableau/poste": { fields: () => ({ poste: "oui" }), expect: staff(303) },
    "GET /mon-compte": { expect: { others: 200 } },
    "POST /mon-compte/mot-de-passe": {
      what: "who has a password of their own",
      fields: () => ({
        actuel: password,
        motDePasse: "orage tambour cerise lune",
        encore: "orage tambour cerise lune",
      }),
      expect: { gaelle: 303, anne: 303, others: 403 },
    },
    "POST /mon-compte/appareils": { expect: { others: 303 } },
    "POST /mon-compte/appareils/:nom": {
      what: "somebody else's device",
      params: () => ({ nom: "0".repeat(32) }),
      expect: { others: 404 },
    },
    "POST /mon-compte/code-de-secours": { fields: () => ({ actuel: password }), expect: { gaelle: 200, others: 403 } },
    "GET /mon-compte/maison": {
      what: "who works here and has a password",
      expect: { gaelle: 200, anne: 200, others: 403 },
    },
    "POST /mon-compte/maison/feuille": { fields: phrase, expect: { gaelle: 303, anne: 303, others: 403 } },
    "POST /mon-compte/maison/phrase": { fields: phrase, expect: { gaelle: 303, anne: 303, others: 403 } },
    "POST /mon-compte/maison/retrait": { expect: { gaelle: 303, anne: 303, others: 403 } },
    "GET /impressions/:id": {
      what: "another session's, or one that never was",
      params: noPrint,
      expect: { others: 303 },
    },
    "GET /impressions/:id/feuilles.pdf": { params: noPrint, expect: { others: 303 } },
    "POST /impressions/:id/fin": { params: noPrint, expect: { others: 303 } },
    "POST /deconnexion": { expect: everybodyIn },
  },
});
