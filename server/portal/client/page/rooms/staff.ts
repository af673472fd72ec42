import { shown } from "preau:kinds";
import { views } from "preau:views";
import type { RoomData, RoomItem } from "../../messages.ts";
import { createRender } from "../../worker/render.ts";
import type { Tools } from "../room.ts";

const render = createRender(views);

const TOO_LONG = "C’est trop long pour partir de la maison. Coupez-le en deux.";
const WITHDRAWN = "L’école ne propose plus cela.";

/** A member of staff's pages: the feed with each notice's follow-up, and the forms that the school offers to this person. */
export function draw(data: RoomData, route: string): string {
  const [name = "", id = ""] = route.split("/");
  const forms = shownAs(data.others, "form");
  const form = name === "ecrire" ? forms.find((one) => one.id === id) : undefined;
  if (form !== undefined) return render("rooms/staff-form", { ...data, form });
  const cards = shownAs(data.cards, "card").filter((card) => name !== "mot" || card.id === id);
  const items = cards.map((card) => ({
    ...card,
    href: name === "mot" ? "" : `#mot/${card.id}`,
    beside: besideOf(data, card.id),
  }));
  return render("rooms/staff", { ...data, isWhole: name === "mot", items, forms });
}

/** Those that this version of the app knows, with how each is shown. */
const shownAs = (items: readonly RoomItem[], as: "card" | "beside" | "form") =>
  items.flatMap((item) => {
    const kind = shown[item.kind];
    return kind?.as === as ? [{ ...item, view: kind.view ?? "", title: kind.title ?? "", icon: kind.icon ?? "" }] : [];
  });

interface Beside {
  readonly view: string;
  readonly parts: readonly object[];
}

/** What is said of one publication, by kind. */
function besideOf({ others }: RoomData, id: string): Beside[] {
  const byView = new Map<string, object[]>();
  for (const { view, data } of shownAs(others, "beside")) {
    const { about, ...rest } = data;
    const own =
      typeof about === "object" && about !== null ? Object.entries(about).find(([key]) => key === id) : undefined;
    if (own !== undefined) byView.set(view, [...(byView.get(view) ?? []), { ...rest, own: own[1] }]);
  }
  return [...byView].map(([view, parts]) => ({ view, parts }));
}

export function wake(tools: Tools): void {
  const form = document.querySelector<HTMLFormElement>("form[data-say]");
  if (form === null) return;
  const entry = form.dataset.say ?? "";
  const { drafts } = tools.here;
  restore(form, drafts.get(entry));
  form.addEventListener("input", () => drafts.set(entry, new FormData(form)));
  form.addEventListener("submit", () => void send(form, entry, tools));
  for (const button of form.querySelectorAll<HTMLButtonElement>("[data-check-all]")) offerCheckAll(button);
}

async function send(
  form: HTMLFormElement,
  entry: string,
  { tellWorker, here, announce, sendOff }: Tools,
): Promise<void> {
  const fields = fieldsOf(new FormData(form));
  const title = typeof fields.title === "string" ? fields.title : "";
  const buttons = [...form.querySelectorAll("button")];
  for (const button of buttons) button.disabled = true;
  const answer = await tellWorker({ do: "say", place: here.place, entry, title, fields });
  here.keep(answer);
  for (const button of buttons) button.disabled = false;
  if (!answer.ok) return announce(answer.error ?? (answer.why === "long" ? TOO_LONG : WITHDRAWN));
  here.drafts.delete(entry);
  location.hash = "";
  announce("C’est gardé ici. Cela partira quand la boîte de l’école l’aura reçu.");
  await sendOff();
}

/** A name that stands several times is a list. */
function fieldsOf(data: FormData): Record<string, string | string[]> {
  const texts = (name: string): string[] => data.getAll(name).filter((value) => typeof value === "string");
  return Object.fromEntries(
    [...new Set(data.keys())].map((name) => {
      const [first = "", ...more] = texts(name);
      return [name, more.length === 0 ? first : [first, ...more]];
    }),
  );
}

function restore(form: HTMLFormElement, draft: FormData | undefined): void {
  if (draft === undefined) return;
  for (const field of form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("[name]")) {
    const values = draft.getAll(field.name);
    if (field instanceof HTMLInputElement && /checkbox|radio/.test(field.type))
      field.checked = values.includes(field.value);
    else field.value = String(values[0] ?? "");
  }
}

function offerCheckAll(button: HTMLButtonElement): void {
  button.hidden = false;
  button.addEventListener("click", () => {
    const boxes = [...(button.closest("fieldset")?.querySelectorAll<HTMLInputElement>("input[type=checkbox]") ?? [])];
    const isEvery = boxes.every(({ checked }) => checked);
    for (const box of boxes) box.checked = !isEvery;
    button.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
