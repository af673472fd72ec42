import type { View } from "../../core/view.ts";
import { correspondence, type Reach, type Side } from "../../people/families/correspondence.ts";
import type { ClassOpening } from "./store.ts";

const sides: Readonly<Record<Side, string>> = { staff: "L’équipe", guardian: "Les parents", pupil: "Les élèves" };
const columns: Readonly<Record<Side, string>> = { staff: "à l’équipe", guardian: "aux parents", pupil: "aux élèves" };
const order: readonly Side[] = ["staff", "guardian", "pupil"];

const own: Readonly<Record<Side, string>> = {
  staff: "ceux de leurs classes",
  guardian: "ceux de la classe de leur enfant",
  pupil: "ceux de leur classe",
};

const wordsOf = (from: Side, reach: Reach): { icon: string; text: string } => {
  if (reach === "school") return { icon: "check", text: "oui, toute l’école" };
  if (reach === "own") return { icon: "check", text: `oui, ${own[from]}` };
  if (reach === "own-and-head") return { icon: "check", text: `oui, ${own[from]} et la direction` };
  if (reach === "opened") return { icon: "lock", text: "non, sauf dans les classes que vous ouvrez" };
  return { icon: "x", text: "non" };
};

/** The matrix as a table, and the two switches of each class. */
export const matrixView = (openings: readonly ClassOpening[]): View => ({
  view: "correspondances/matrix",
  title: "Qui peut écrire à qui",
  data: {
    columns: order.map((side) => columns[side]),
    rows: order.map((from) => ({
      name: sides[from],
      cells: order.map((to) => wordsOf(from, correspondence[from][to])),
    })),
    classes: openings.map(({ id, label, guardians, pupils }) => ({
      label,
      action: `/direction/correspondances/${id}`,
      switches: [
        { between: "guardians", words: "Entre parents", isOpen: guardians },
        { between: "pupils", words: "Entre élèves", isOpen: pupils },
      ],
    })),
  },
});
