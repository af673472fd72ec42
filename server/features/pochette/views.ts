import type { Actor } from "../../core/actor.ts";
import { fullDay, hourOf, shortDay } from "../../core/dates.ts";
import type { PochetteSection } from "../../core/feature.ts";
import type { Body, Errors } from "../../core/http.ts";
import { renderTemplate, type View } from "../../core/view.ts";
import { fullName } from "../../people/names.ts";
import type { Patient } from "./health.ts";
import type { Opening, Pochette } from "./openings.ts";
import { canNoteHealth } from "./policy.ts";
import type { Room, Sheet } from "./sheet.ts";

const typed = (values: Body, field: string): string => (typeof values[field] === "string" ? values[field] : "");

export const mineView = (data: { own: readonly Room[]; others: readonly Room[]; isHead: boolean }): View => ({
  view: "pochette/mine",
  title: "Fiche de classe",
  data,
});

/** `canNote`: whose health may be written. */
const childrenOf = ({ children }: Sheet, canNote: boolean) =>
  children.map((child) => ({
    ...child,
    healthHref: canNote ? `/pochette/sante/${child.id}` : "",
    callable: child.emergency.map((one) => ({ ...one, tel: one.phone.split(",")[0]?.replaceAll(/[^+\d]/g, "") ?? "" })),
  }));

const sheetData = (sheet: Sheet, canNote: boolean) => ({
  label: sheet.room.label,
  staff: sheet.staff.join(", "),
  count: sheet.children.length,
  children: childrenOf(sheet, canNote),
});

export const sheetView = (actor: Actor, sheet: Sheet): View => ({
  view: "pochette/sheet",
  title: `Fiche de ${sheet.room.label}`,
  data: {
    ...sheetData(sheet, canNoteHealth(actor, [sheet.room.id])),
    printHref: `/pochette/classes/${sheet.room.id}/imprimer`,
  },
});

export const printView = (sheet: Sheet, today: string): View => ({
  view: "pochette/print",
  title: `Fiche de ${sheet.room.label}`,
  layout: "print",
  data: { ...sheetData(sheet, false), day: fullDay(today) },
});

export const codeView = (colleague: string, values: Body, errors: Errors): View => ({
  view: "pochette/code",
  title: "Pochette remplaçant",
  layout: "bare",
  data: { colleague, code: typed(values, "code"), nom: typed(values, "nom"), errors },
});

export const openedView = (data: {
  opening: Opening;
  sheet: Sheet;
  sections: readonly PochetteSection[];
  isColleague: boolean;
}): View => ({
  view: "pochette/opened",
  title: `Pochette de ${data.sheet.room.label}`,
  data: {
    ...sheetData(data.sheet, false),
    name: data.opening.name,
    closeHref: `/pochette/ouverte/${data.opening.id}/fin`,
    sections: data.sections.map(({ title, icon, view, data: given }) => ({
      title,
      icon,
      html: renderTemplate(view, given),
    })),
  },
});

export const healthView = ({ pupil, classroomIds, ...noted }: Patient, values?: Body, errors: Errors = {}): View => ({
  view: "pochette/health",
  title: "Allergies et PAI",
  data: {
    name: fullName(pupil),
    action: `/pochette/sante/${pupil.id}`,
    back: `/pochette/classes/${classroomIds[0] ?? ""}`,
    allergies: values === undefined ? noted.allergies : typed(values, "allergies"),
    care: values === undefined ? noted.care : typed(values, "soins"),
    errors,
  },
});

const stateOf = (sheet: Pochette | undefined, timeZone: string) => {
  if (sheet === undefined) return { tone: "sun", icon: "printer", text: "À imprimer" };
  if (sheet.usedOn !== null)
    return { tone: "sun", icon: "repeat", text: `A servi le ${shortDay(sheet.usedOn)} : à réimprimer` };
  const day = new Intl.DateTimeFormat("sv-SE", { timeZone }).format(new Date(sheet.printedAt));
  return { tone: "leaf", icon: "lock", text: `Scellée, imprimée le ${shortDay(day)}` };
};

export const officeView = (data: {
  rooms: readonly Room[];
  sealed: ReadonlyMap<string, Pochette>;
  opened: readonly Opening[];
  timeZone: string;
}): View => {
  const labels = new Map(data.rooms.map(({ id, label }) => [id, label]));
  return {
    view: "pochette/office",
    title: "Pochettes remplaçant",
    data: {
      rooms: data.rooms.map(({ id, label }) => ({ id, label, chip: stateOf(data.sealed.get(id), data.timeZone) })),
      opened: data.opened.map(({ id, classroomId, name, at, pochetteId, closedAt }) => ({
        label: labels.get(classroomId) ?? "",
        name,
        how: pochetteId === null ? "avec son compte" : "avec la feuille",
        at: hourOf(at, data.timeZone),
        isClosed: closedAt !== null,
        closeHref: `/direction/pochettes/ouvertures/${id}/fin`,
      })),
    },
  };
};
