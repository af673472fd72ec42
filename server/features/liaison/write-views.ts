import type { Errors } from "../../core/http.ts";
import type { View } from "../../core/view.ts";
import type { CardPhoto } from "./card.ts";
import { kindIds, kinds } from "./kinds.ts";
import type { Values } from "./notice-form.ts";
import type { Notice } from "./notices.ts";
import type { Choices } from "./targets.ts";

interface FormPage {
  readonly notice: Notice | null;
  readonly values: Values;
  readonly errors: Errors;
  readonly choices: Choices;
  readonly photos: readonly CardPhoto[];
  readonly today: string;
  /** The version that the values were made from; "" where nobody else could have changed it. */
  readonly version?: string;
  /** When a correction that was begun earlier was kept; "" for none. */
  readonly begunAt?: string;
}

const answers = [
  { id: "none", label: "Aucune réponse", hint: "Vous verrez qui l’a lu." },
  { id: "one", label: "Une signature", hint: "Celle d’un responsable de chaque enfant." },
  { id: "both", label: "Deux signatures", hint: "Celles des deux responsables, s’il y en a deux." },
] as const;

const targetsOf = ({ choices, values }: Pick<FormPage, "choices" | "values">) => {
  const chosen = new Set(values.targets);
  const box = ({ id, label }: { id: string; label: string }) => ({ id, label, checked: chosen.has(id) });
  return {
    school: choices.schoolId === "" ? null : box({ id: choices.schoolId, label: "Toute l’école" }),
    places: [...choices.classrooms, ...choices.groups].map(({ id, fullLabel }) => box({ id, label: fullLabel })),
    pupils: choices.pupilsByClassroom.map(({ place, pupils }) => {
      const boxes = pupils.map(({ id, name }) => box({ id, label: name }));
      return { id: place.id, label: place.fullLabel, open: boxes.some(({ checked }) => checked), boxes };
    }),
  };
};

/** What the fields show, on the box as at home. */
export const formFields = (page: Pick<FormPage, "values" | "errors" | "choices">) => ({
  values: page.values,
  errors: page.errors,
  kinds: kindIds.map((id) => ({ id, ...kinds[id], checked: id === page.values.kind })),
  answers: answers.map((answer) => ({ ...answer, checked: answer.id === page.values.signature })),
  targets: targetsOf(page),
});

export const noticeForm = (data: FormPage): View => {
  const { notice, errors, photos } = data;
  const isPublished = notice !== null && notice.state === "published";
  const title = notice === null ? "Écrire un mot" : isPublished ? "Corriger le mot" : "Reprendre le mot";
  return {
    view: "liaison/form",
    title,
    hasEditor: true,
    status: Object.keys(errors).length > 0 ? 422 : undefined,
    data: {
      heading: title,
      isPublished,
      asksAgain: isPublished && notice.signature !== "none",
      action: notice === null ? "/liaison" : `/liaison/${notice.id}`,
      back: isPublished ? `/liaison/${notice.id}` : "/liaison",
      version: isPublished ? (data.version ?? String(notice.version)) : "",
      begunAt: data.begunAt ?? "",
      drafting: {
        action: isPublished ? `/liaison/${notice.id}/correction` : draftRoad,
        draft: notice !== null && !isPublished ? notice.id : "",
        hour: "",
      },
      dropped: isPublished ? `/liaison/${notice.id}/correction/abandon` : "",
      withdraw: isPublished ? `/liaison/${notice.id}/retrait` : "",
      ...formFields(data),
      photos: photos.map(({ thumb, alt }, place) => ({
        thumb,
        alt,
        sha256: notice?.photos[place]?.sha256 ?? "",
        said: notice?.photos[place]?.alt ?? "",
      })),
    },
  };
};

interface DraftState {
  /** Where the page sends what is written. */
  readonly action: string;
  /** The draft's id once a new notice has one; "" otherwise. */
  readonly draft: string;
  readonly hour: string;
}
export const draftRoad = "/liaison/brouillon";

/** Where the draft is kept; `hour` is "" while there is nothing to keep. */
export const draftState = (data: DraftState, address?: string): View => ({
  view: "liaison/_draft-state",
  data: { drafting: data },
  address,
});
