import { here } from "./place.ts";
import { tellWorker } from "./speak.ts";

const LONG_ENOUGH = 2000;

let watching: IntersectionObserver | undefined;
const timers = new Map<Element, ReturnType<typeof setTimeout>>();

/** A publication that stays before the eyes for two seconds is seen; the worker tells the school, which asks its teacher’s page to show it. */
export function watchReading(): void {
  watching?.disconnect();
  for (const timer of timers.values()) clearTimeout(timer);
  timers.clear();
  watching = new IntersectionObserver((entries) => entries.forEach(follow), { rootMargin: "-25% 0px" });
  for (const card of document.querySelectorAll("[data-unread]")) watching.observe(card);
}

function follow({ target, isIntersecting }: IntersectionObserverEntry): void {
  clearTimeout(timers.get(target));
  if (isIntersecting)
    timers.set(
      target,
      setTimeout(() => void seen(target), LONG_ENOUGH),
    );
}

async function seen(card: Element): Promise<void> {
  if (!(card instanceof HTMLElement) || !card.isConnected || document.visibilityState !== "visible") return;
  const { unread } = card.dataset;
  if (unread === undefined) return;
  watching?.unobserve(card);
  delete card.dataset.unread;
  here.keep(await tellWorker({ do: "read", place: here.place, entry: unread }));
}
