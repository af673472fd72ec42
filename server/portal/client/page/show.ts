import type { Told } from "../messages.ts";
import { holdPhotos } from "./photos.ts";
import { here } from "./place.ts";
import { watchReading } from "./reading.ts";
import { furnish } from "./room.ts";
import { swap } from "./speak.ts";

const base = (): string => `/e/${here.uai ?? "0000000A"}/vue`;
const main = (): HTMLElement | null => document.getElementById("contenu");

/** Draws the page that the address bar names. After a navigation the reader's place is its beginning. */
export async function showPage(why: "start" | "navigation" | "refresh"): Promise<void> {
  const scroll = window.scrollY;
  await swap(`${base()}/page`, "#app", "innerHTML");
  document.body.classList.toggle("pupil", main()?.dataset.room === "pupil");
  await furnish();
  if (why !== "navigation") return window.scrollTo(0, why === "refresh" ? scroll : 0);
  window.scrollTo(0, 0);
  main()?.focus({ preventScroll: true });
}

/** After each drawing, whichever of several quick navigations it answers. */
export function watchDrawing(): void {
  document.addEventListener("htmx:afterSwap", holdPhotos);
  document.addEventListener("htmx:afterSettle", afterDrawing);
}

export function afterDrawing(): void {
  document.title = `${document.querySelector("h1")?.textContent ?? "Préau"} · Préau`;
  watchReading();
}

/**
 * States of replies and of the line change in place. Other publications, or corrected ones, wait for a tap unless the reader is at
 * the top and idle: a signature is offered only below the very text that it signs.
 */
export async function refreshChanges({ fingerprint }: Pick<Told, "fingerprint">): Promise<void> {
  const { fingerprint: shown, live, room } = main()?.dataset ?? {};
  if (room !== undefined) return document.querySelector("[data-say]") === null ? furnish() : undefined;
  const isIdle = window.scrollY < 120 && !(document.activeElement instanceof HTMLInputElement);
  if (shown === undefined) return live === undefined ? undefined : showPage("refresh");
  if (shown === fingerprint) return refreshParts();
  if (isIdle) return showPage("refresh");
  const news = document.getElementById("du-nouveau");
  if (news !== null) news.hidden = false;
}

async function refreshParts(): Promise<void> {
  const focused = document.activeElement?.closest<HTMLElement>(".reply")?.id;
  await swap(`${base()}/changements`, "#app", "none");
  if (focused !== undefined && document.activeElement === document.body) document.getElementById(focused)?.focus();
}

/** Said aloud and shown for a while. */
export function announce(words: string): void {
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.textContent = words;
  document.getElementById("annonces")?.replaceChildren(toast);
  setTimeout(() => toast.remove(), 8000);
}
