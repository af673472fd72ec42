import { feature } from "../../core/feature.ts";
import { forgetOldActs } from "../../people/by-hand/acts.ts";
import { sensitive, sensitiveWhen } from "../../people/sensitive.ts";
import { undo } from "./handlers/acts.ts";
import * as classrooms from "./handlers/classroom.ts";
import { changesPost, correct, correctionPage } from "./handlers/correction.ts";
import * as groups from "./handlers/group.ts";
import { addGuardian, addKnownGuardian, newGuardianPage } from "./handlers/guardian.ts";
import { addMember, newMemberPage } from "./handlers/member.ts";
import { choosePartner, compare, distinguish, doubles, merge } from "./handlers/merge.ts";
import * as persons from "./handlers/person.ts";
import { addPupil, newPupilPage } from "./handlers/pupil.ts";
import { replace } from "./handlers/replacement.ts";
import { seed } from "./seed.ts";

/** The directory by hand: the page of each person, class and group, and what the head does there. */
export default feature({
  id: "fiches",
  title: "Fiches",
  icon: "user",
  home: null,
  visibleTo: (actor) => actor.isHead,
  routes: (r) => {
    r.get("//direction/annuaire/personnes/:id", persons.person);
    r.get("//direction/annuaire/personnes/:id/correction", correctionPage);
    r.post("//direction/annuaire/personnes/:id/correction", sensitiveWhen(changesPost, correct));
    r.post("//direction/annuaire/personnes/:id/classe", persons.move);
    r.post("//direction/annuaire/personnes/:id/classes", persons.addClass);
    r.post("//direction/annuaire/personnes/:id/groupes", persons.addGroup);
    r.post("//direction/annuaire/personnes/:id/appartenances/:appartenance/fin", persons.removeFrom);
    r.post("//direction/annuaire/personnes/:id/depart", persons.leave);
    r.post("//direction/annuaire/personnes/:id/retour", persons.returnToSchool);
    r.post("//direction/annuaire/personnes/:id/responsables", sensitive(addKnownGuardian));
    r.get("//direction/annuaire/personnes/:id/reunion", choosePartner);
    r.get("//direction/annuaire/personnes/:id/reunion/:autre", compare);
    r.post("//direction/annuaire/personnes/:id/reunion/:autre", sensitive(merge));
    r.post("//direction/annuaire/personnes/:id/distinction/:autre", distinguish);
    r.post("//direction/annuaire/gestes/:id/annulation", undo);
    r.get("//direction/annuaire/doubles", doubles);
    r.get("//direction/annuaire/nouvel-eleve", newPupilPage);
    r.post("//direction/annuaire/nouvel-eleve", addPupil);
    r.get("//direction/annuaire/nouveau-responsable", newGuardianPage);
    r.post("//direction/annuaire/nouveau-responsable", sensitive(addGuardian));
    r.get("//direction/annuaire/nouveau-membre", newMemberPage);
    r.post("//direction/annuaire/nouveau-membre", sensitive(addMember));
    r.get("//direction/annuaire/nouvelle-classe", classrooms.newClassroomPage);
    r.post("//direction/annuaire/nouvelle-classe", classrooms.addClassroom);
    r.get("//direction/annuaire/classes/:id", classrooms.classroom);
    r.post("//direction/annuaire/classes/:id", classrooms.renameClassroom);
    r.post("//direction/annuaire/classes/:id/equipe", classrooms.entrust);
    r.post("//direction/annuaire/classes/:id/remplacement", sensitive(replace));
    r.post("//direction/annuaire/classes/:id/suppression", classrooms.dropClassroom);
    r.get("//direction/annuaire/nouveau-groupe", groups.newGroupPage);
    r.post("//direction/annuaire/nouveau-groupe", groups.addGroup);
    r.get("//direction/annuaire/groupes/:id", groups.group);
    r.post("//direction/annuaire/groupes/:id", groups.saveGroup);
    r.get("//direction/annuaire/groupes/:id/membres", groups.groupMembers);
    r.post("//direction/annuaire/groupes/:id/membres", groups.saveMembers);
    r.post("//direction/annuaire/groupes/:id/fin", groups.closeGroup);
    r.post("//direction/annuaire/groupes/:id/reouverture", groups.openAgain);
  },
  journal: {
    "group.reopened": () => "a rouvert un groupe",
    "person.told-apart": ({ personId }, nameOf) =>
      `a noté que deux fiches au nom de ${nameOf(personId)} sont deux personnes`,
    "person.merged": ({ personId }, nameOf) => `a réuni deux fiches de ${nameOf(personId)}`,
  },
  jobs: [{ name: "fiches.forget-acts", cron: "50 3 * * *", run: forgetOldActs }],
  seed,
});
