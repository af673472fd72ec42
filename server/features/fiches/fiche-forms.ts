import type { Body, Ctx, Errors } from "../../core/http.ts";
import type { Fiche } from "../../people/directory/fiche.ts";
import { classroomChoices, groupChoices } from "./choices.ts";
import { Fields, type FormView, levelChoices } from "./fields.ts";

/** The form that was refused, if one was, with what was entered. */
export interface Refused {
  readonly form: string;
  readonly values: Body;
  readonly errors: Errors;
}

export interface FoldedForm {
  readonly title: string;
  readonly form: FormView;
  readonly isOpen: boolean;
}

type Build = (fields: Fields) => FormView["fields"];

/** The folded forms of a person's page; the refused one is open and holds what was entered. */
class Folded {
  private readonly base: string;
  private readonly standard: Body;
  private readonly refused: Refused | null;

  constructor(id: string, standard: Body, refused: Refused | null) {
    this.base = `/direction/annuaire/personnes/${id}`;
    this.standard = standard;
    this.refused = refused;
  }

  form(name: string, title: string, submit: string, icon: string, build: Build): FoldedForm {
    const isOpen = this.refused?.form === name;
    const values = isOpen ? (this.refused?.values ?? {}) : this.standard;
    const fields = new Fields(values, isOpen ? (this.refused?.errors ?? {}) : {}, isOpen ? "" : `${name}-`);
    const form = {
      id: `form-${name}`,
      action: `${this.base}/${name}`,
      fields: build(fields),
      submit,
      icon,
      isPrimary: false,
    };
    return { title, form, isOpen };
  }
}

/** Which forms stand on this person's page. */
export const ficheForms = (ctx: Ctx, fiche: Fiche, refused: Refused | null): FoldedForm[] => {
  const today = ctx.clock.today();
  const { leftOn } = fiche.person;
  const hasLeft = leftOn !== null && leftOn < today;
  const standard = { depuis: today, groupeDepuis: today, dernierJour: leftOn ?? today, ...presentClass(fiche) };
  const folded = new Folded(fiche.id, standard, refused);
  const classes = classroomChoices(ctx);
  if (hasLeft) return [comeBackForm(folded, classes, fiche)];
  return [
    ...(fiche.pupil === null ? [] : pupilForms(folded, classes)),
    ...(fiche.staff === null || fiche.staff.post === "technician" ? [] : [teamForm(folded, classes)]),
    ...groupForms(folded, ctx, fiche),
    ...(fiche.staff?.isHead ? [] : [leaveForm(folded)]),
  ];
};

const presentClass = ({ places }: Fiche): Body => {
  const present = places.find(({ membership }) => membership.classroomId !== null && membership.endsOn === null);
  return { classe: present?.membership.classroomId ?? "", niveau: present?.membership.level ?? "" };
};

type Choices = ReturnType<typeof classroomChoices>;

const pupilForms = (folded: Folded, classes: Choices): FoldedForm[] =>
  classes.length === 0
    ? []
    : [
        folded.form("classe", "Changer de classe", "Changer de classe", "repeat", (fields) => [
          fields.select("classe", "Classe", classes),
          fields.select("niveau", "Niveau", levelChoices),
          fields.day("depuis", "À partir du", { required: true }),
        ]),
        folded.form("classes", "Ajouter une seconde classe", "Ajouter", "plus", (fields) => [
          fields.select("classe", "Classe", classes, "L’élève reste aussi dans sa classe\u00a0: il verra les deux."),
          fields.day("depuis", "À partir du", { required: true }),
        ]),
      ];

const teamForm = (folded: Folded, classes: Choices): FoldedForm =>
  folded.form("classes", "Confier une classe", "Confier", "plus", (fields) => [
    fields.select("classe", "Classe", classes),
    fields.day("depuis", "À partir du", { required: true }),
    fields.day("jusque", "Jusqu’au", { hint: "Vide\u00a0: jusqu’à nouvel ordre." }),
  ]);

const groupForms = (folded: Folded, ctx: Ctx, { pupil, staff }: Fiche): FoldedForm[] => {
  const groups = groupChoices(ctx);
  if (groups.length === 0 || (pupil === null && (staff === null || staff.post === "technician"))) return [];
  return [
    folded.form("groupes", "Ajouter à un groupe", "Ajouter", "plus", (fields) => [
      fields.select("groupe", "Groupe", groups),
      fields.day("groupeDepuis", "À partir du", { required: true }),
    ]),
  ];
};

const leaveForm = (folded: Folded): FoldedForm =>
  folded.form("depart", "Quitte l’école", "Noter le départ", "log-out", (fields) => [
    fields.day("dernierJour", "Dernier jour à l’école", {
      required: true,
      hint: "Ses classes et ses groupes s’arrêtent ce jour-là\u00a0; son accès, le lendemain. Rien n’est effacé.",
    }),
  ]);

const comeBackForm = (folded: Folded, classes: Choices, { pupil }: Fiche): FoldedForm =>
  folded.form("retour", "Revient à l’école", "Noter le retour", "log-out", (fields) =>
    pupil === null
      ? []
      : [
          fields.select("classe", "Classe", [{ value: "", text: "Pas encore de classe" }, ...classes]),
          fields.select("niveau", "Niveau", levelChoices),
          fields.day("depuis", "À partir du", { required: true }),
        ],
  );
