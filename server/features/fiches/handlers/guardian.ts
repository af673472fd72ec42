import * as z from "zod";
import { allow, type Body, type Ctx, type Errors, form, line, page, redirect } from "../../../core/http.ts";
import type { View } from "../../../core/view.ts";
import { createGuardian, linkGuardian } from "../../../people/by-hand/creating.ts";
import { contacts, names } from "../../../people/by-hand/fields.ts";
import { type Fiche, readFiche } from "../../../people/directory/fiche.ts";
import { searchPeople } from "../../../people/directory/search.ts";
import { fullName } from "../../../people/names.ts";
import { adultName } from "../choices.ts";
import { addressFields, contactFields, Fields, kinds, nameFields } from "../fields.ts";
import { guardianView } from "../views.ts";
import { ficheHref } from "./acts.ts";

const Kind = z.enum(["parent", "tutor", "foster", "relative", "service"]).default("parent");
const Guardian = z.object({ ...names, ...contacts, kind: Kind });

const childOf = (ctx: Ctx): Fiche | null => {
  const id = ctx.query.enfant ?? "";
  if (id === "") return null;
  const child = readFiche(ctx, id);
  return child.pupil === null ? null : child;
};

const candidatesFor = (ctx: Ctx, child: Fiche | null, query: string) => {
  const own = new Set(child?.guardians.map(({ person }) => person.id));
  return searchPeople(ctx, query, "adults")
    .filter(({ id }) => !own.has(id))
    .map((person) => ({ id: person.id, name: adultName(person), detail: person.kin }));
};

const show = (ctx: Ctx, values: Body, errors: Errors): View => {
  const child = childOf(ctx);
  const fields = new Fields(values, errors);
  const query = (ctx.query.q ?? "").slice(0, 80);
  return guardianView({
    title: child === null ? "Un nouveau responsable" : `Un responsable de ${fullName(child.person)}`,
    back:
      child === null
        ? { href: "/direction/annuaire/responsables", text: "Responsables" }
        : { href: ficheHref(child.id), text: fullName(child.person) },
    child: child === null ? null : { id: child.id, firstName: child.person.firstName },
    query,
    candidates: query === "" ? [] : candidatesFor(ctx, child, query),
    errors,
    form: {
      id: "form-guardian",
      action: `/direction/annuaire/nouveau-responsable${child === null ? "" : `?enfant=${child.id}`}`,
      fields: [
        ...nameFields(fields),
        ...(child === null ? [] : [fields.select("kind", `Pour ${child.person.firstName}`, kinds)]),
        ...contactFields(fields),
        ...addressFields(fields),
      ],
      submit: "Ajouter",
      icon: "check",
      isPrimary: true,
    },
  });
};

export const newGuardianPage = page((ctx) => show(ctx, { kind: "parent" }, {}));

export const addGuardian = form(
  Guardian,
  (ctx, { kind, ...person }) => {
    const child = childOf(ctx);
    const id = createGuardian(ctx, { person, kind }, child === null ? [] : [child.id]);
    return redirect(ficheHref(child?.id ?? id), `${adultName(person)} est dans l’annuaire.`);
  },
  show,
);

/** Somebody who is in the directory already becomes this child's guardian. */
export const addKnownGuardian = form(z.object({ responsable: line(40), kind: Kind }), (ctx, { responsable, kind }) => {
  const child = readFiche(ctx, ctx.params.id ?? "");
  const guardian = readFiche(ctx, responsable);
  allow(guardian.pupil === null && child.pupil !== null, "Un responsable est un adulte, pour un élève.");
  linkGuardian(ctx, guardian.id, child.id, kind);
  return redirect(ficheHref(child.id), `${adultName(guardian.person)} est responsable de ${child.person.firstName}.`);
});
