import type { Errors } from "../../core/http.ts";
import type { View } from "../../core/view.ts";
import type { FoldedForm } from "./fiche-forms.ts";
import type { FormView } from "./fields.ts";

interface Back {
  readonly href: string;
  readonly text: string;
}

/** A page that holds one form. */
export const formView = (data: { title: string; lead: string; back: Back; errors: Errors; form: FormView }): View => ({
  view: "fiches/form",
  data,
  title: "Fiche",
});

/** A new guardian, or somebody known who becomes one. */
export const guardianView = (data: {
  title: string;
  back: Back;
  child: { readonly id: string; readonly firstName: string } | null;
  query: string;
  candidates: readonly { id: string; name: string; detail: string }[];
  errors: Errors;
  form: FormView;
}): View => ({ view: "fiches/guardian", data, title: "Responsable" });

/** A class or a group: who is in it and what can be done with it. */
export const placeView = (data: {
  title: string;
  lead: string;
  back: Back;
  adults: readonly PlaceMember[];
  pupils: readonly PlaceMember[];
  past: readonly PlaceMember[];
  actions: readonly { readonly href: string; readonly text: string; readonly icon: string }[];
  forms: readonly FoldedForm[];
  endAction: { readonly action: string; readonly text: string } | null;
  errors: Errors;
}): View => ({ view: "fiches/place", data, title: data.title });

export interface PlaceMember {
  readonly id: string;
  readonly name: string;
  readonly detail: string;
}

/** The pupils of a group, chosen across the classes. */
export const membersView = (data: {
  id: string;
  label: string;
  rooms: readonly {
    readonly label: string;
    readonly isOpen: boolean;
    readonly boxes: readonly { readonly value: string; readonly text: string; readonly isChosen: boolean }[];
  }[];
}): View => ({ view: "fiches/members", data, title: `Les élèves de ${data.label}` });
