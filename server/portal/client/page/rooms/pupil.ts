import { shown } from "preau:kinds";
import { views } from "preau:views";
import type { RoomData, RoomItem } from "../../messages.ts";
import { createRender } from "../../worker/render.ts";

const render = createRender(views);

/** A pupil's space, on the pupil's own card or in a guardian's app: big tiles, then one thing at a time. */
export function draw(data: RoomData, route: string): string {
  const at = data.isLent ? route.split("/").slice(0, 2).join("/") : "";
  const [name = "", id = ""] = data.isLent ? route.split("/").slice(2) : route.split("/");
  const home = { ...data, home: `#${at}` };
  const cards = data.cards.filter(({ kind }) => shown[kind] !== undefined);
  const card = name === "mot" ? cards.find((one) => one.id === id) : undefined;
  const view = shown[card?.kind ?? ""]?.view;
  if (card !== undefined && view !== undefined)
    return render("rooms/pupil-card", { ...home, item: { ...card, view, aloud: aloudOf(card) } });
  const href = (one: RoomItem): string => `#${at}${at === "" ? "" : "/"}mot/${one.id}`;
  return render("rooms/pupil", { ...home, tiles: cards.map((one) => ({ ...tileOf(one), href: href(one) })) });
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

const tileOf = ({ id, data, photos }: RoomItem) => ({
  id,
  title: text(data.title),
  icon: text(data.icon) || "newspaper",
  tone: text(data.tone) || "sky",
  photo: photos[0]?.thumb ?? "",
});

/** Title and text without its marks. */
function aloudOf({ data }: RoomItem): string {
  const body = new DOMParser().parseFromString(text(data.body).replace(/<\/(p|li|h2)>/g, ". "), "text/html");
  return `${text(data.title)}. ${body.body.textContent ?? ""}`;
}

/** Voices of this device only: nothing that is read aloud leaves it. */
const frenchVoice = (): SpeechSynthesisVoice | undefined =>
  globalThis.speechSynthesis?.getVoices().find(({ localService, lang }) => localService && /^fr/i.test(lang));

function showSpeakers(): void {
  if (frenchVoice() === undefined) return;
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-speak]")) button.hidden = false;
}

function speak(words: string): void {
  const said = new SpeechSynthesisUtterance(words);
  said.voice = frenchVoice() ?? null;
  said.lang = "fr-FR";
  said.rate = 0.9;
  speechSynthesis.cancel();
  speechSynthesis.speak(said);
}

let isListening = false;

export function wake(): void {
  showSpeakers();
  if (isListening) return;
  isListening = true;
  globalThis.speechSynthesis?.addEventListener("voiceschanged", showSpeakers);
  document.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLElement>("[data-speak]") : null;
    if (button !== null) speak(button.dataset.speak ?? "");
  });
}
