import { createMember } from "../../people/by-hand/creating.ts";
import { withoutContacts } from "../../people/by-hand/fields.ts";
import { createGroup } from "../../people/by-hand/groups.ts";
import { movePupil } from "../../people/by-hand/placing.ts";
import { memberships } from "../../people/tables.ts";
import { type RightsCase, rights } from "../../testing/rights-table.ts";

interface Scene {
  readonly actId: string;
  readonly goneId: string;
  readonly groupId: string;
  readonly membershipId: string;
}
type Case = RightsCase<Scene>;

/** The head's alone; for everybody else these pages do not exist. */
const pageOfHead: Case = { expect: { gaelle: 200, others: 404 } };
const actOfHead: Case = { expect: { gaelle: 303, others: 404 } };
const refusedTo: Case = { expect: { gaelle: 422, others: 404 } };

const lea: Pick<Case, "params"> = { params: (_, w) => ({ id: w.ids.lea, autre: w.ids.zoe }) };
const ce2: Pick<Case, "params"> = { params: (_, w) => ({ id: w.ids.ce2 }) };
const group: Pick<Case, "params"> = { params: ({ groupId }) => ({ id: groupId }) };
const nobody: Case = {
  what: "a person who does not exist",
  params: () => ({ id: "x", autre: "y" }),
  expect: { others: 404 },
};
const day = "2026-11-30";
const named = { firstName: "Lou", lastName: "Petit" };

export default rights<Scene>({
  scene: (w) => {
    const doing = w.doing("gaelle");
    const groupId = createGroup(doing, { label: "Chorale", startsOn: null, endsOn: null, adultIds: [] });
    const actId = movePupil(doing, w.ids.zoe, { classroomId: w.ids.ce2, level: "CE2", from: day }) ?? "";
    const person = { ...withoutContacts, ...named, title: null, usageName: null };
    const goneId = createMember(doing, { person, post: "staff", classroomIds: [], lastDay: "2026-10-01" });
    const membershipId =
      w.db
        .select()
        .from(memberships)
        .all()
        .find(({ personId }) => personId === w.ids.lea)?.id ?? "";
    return { actId, goneId, groupId, membershipId };
  },
  routes: {
    "GET /direction/annuaire/personnes/:id": [{ ...pageOfHead, ...lea }, nobody],
    "GET /direction/annuaire/personnes/:id/correction": [{ ...pageOfHead, ...lea }, nobody],
    "POST /direction/annuaire/personnes/:id/correction": [
      { ...actOfHead, ...lea, fields: () => named },
      { ...refusedTo, ...lea, what: "without a name", fields: () => ({}) },
    ],
    "POST /direction/annuaire/personnes/:id/classe": {
      ...actOfHead,
      ...lea,
      fields: (_, w) => ({ classe: w.ids.cp, niveau: "CP", depuis: day }),
    },
    "POST /direction/annuaire/personnes/:id/classes": {
      ...actOfHead,
      ...lea,
      fields: (_, w) => ({ classe: w.ids.cp, depuis: day }),
    },
    "POST /direction/annuaire/personnes/:id/groupes": {
      ...actOfHead,
      ...lea,
      fields: ({ groupId }) => ({ groupe: groupId, groupeDepuis: day }),
    },
    "POST /direction/annuaire/personnes/:id/appartenances/:appartenance/fin": [
      { ...actOfHead, params: ({ membershipId }, w) => ({ id: w.ids.lea, appartenance: membershipId }) },
      {
        what: "somebody else’s membership",
        params: ({ membershipId }, w) => ({ id: w.ids.zoe, appartenance: membershipId }),
        expect: { others: 404 },
      },
    ],
    "POST /direction/annuaire/personnes/:id/depart": { ...actOfHead, ...lea, fields: () => ({ dernierJour: day }) },
    "POST /direction/annuaire/personnes/:id/retour": { ...actOfHead, params: ({ goneId }) => ({ id: goneId }) },
    "POST /direction/annuaire/personnes/:id/responsables": {
      ...actOfHead,
      ...lea,
      fields: (_, w) => ({ responsable: w.ids.paul }),
    },
    "GET /direction/annuaire/personnes/:id/reunion": [{ ...pageOfHead, ...lea }, nobody],
    "GET /direction/annuaire/personnes/:id/reunion/:autre": [{ ...pageOfHead, ...lea }, nobody],
    "POST /direction/annuaire/personnes/:id/reunion/:autre": [
      { ...actOfHead, ...lea },
      {
        what: "an adult and a pupil",
        params: (_, w) => ({ id: w.ids.claire, autre: w.ids.lea }),
        expect: { gaelle: 409, others: 404 },
      },
    ],
    "POST /direction/annuaire/personnes/:id/distinction/:autre": { ...actOfHead, ...lea },
    "POST /direction/annuaire/gestes/:id/annulation": [
      { ...actOfHead, params: ({ actId }) => ({ id: actId }) },
      nobody,
    ],
    "GET /direction/annuaire/doubles": pageOfHead,
    "GET /direction/annuaire/nouvel-eleve": pageOfHead,
    "POST /direction/annuaire/nouvel-eleve": { ...actOfHead, fields: () => named },
    "GET /direction/annuaire/nouveau-responsable": pageOfHead,
    "POST /direction/annuaire/nouveau-responsable": { ...actOfHead, fields: () => named },
    "GET /direction/annuaire/nouveau-membre": pageOfHead,
    "POST /direction/annuaire/nouveau-membre": { ...actOfHead, fields: () => ({ ...named, post: "staff" }) },
    "GET /direction/annuaire/nouvelle-classe": pageOfHead,
    "POST /direction/annuaire/nouvelle-classe": { ...actOfHead, fields: () => ({ label: "ULIS" }) },
    "GET /direction/annuaire/classes/:id": [{ ...pageOfHead, ...ce2 }, nobody],
    "POST /direction/annuaire/classes/:id": { ...actOfHead, ...ce2, fields: () => ({ label: "CE2 bleu" }) },
    "POST /direction/annuaire/classes/:id/equipe": {
      ...actOfHead,
      ...ce2,
      fields: (_, w) => ({ classe: w.ids.sylvie, depuis: day }),
    },
    "POST /direction/annuaire/classes/:id/remplacement": {
      ...actOfHead,
      ...ce2,
      fields: () => ({ ...named, du: day, au: day }),
    },
    "POST /direction/annuaire/classes/:id/suppression": {
      what: "a class that has pupils stays",
      ...ce2,
      expect: { gaelle: 409, others: 404 },
    },
    "GET /direction/annuaire/nouveau-groupe": pageOfHead,
    "POST /direction/annuaire/nouveau-groupe": { ...actOfHead, fields: () => ({ label: "Échecs" }) },
    "GET /direction/annuaire/groupes/:id": [{ ...pageOfHead, ...group }, nobody],
    "POST /direction/annuaire/groupes/:id": { ...actOfHead, ...group, fields: () => ({ label: "Chorale du lundi" }) },
    "GET /direction/annuaire/groupes/:id/membres": { ...pageOfHead, ...group },
    "POST /direction/annuaire/groupes/:id/membres": {
      ...actOfHead,
      ...group,
      fields: (_, w) => ({ eleves: w.ids.lea }),
    },
    "POST /direction/annuaire/groupes/:id/fin": { ...actOfHead, ...group },
    "POST /direction/annuaire/groupes/:id/reouverture": { ...actOfHead, ...group },
  },
});
