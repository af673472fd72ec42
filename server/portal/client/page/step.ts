import { here } from "./place.ts";
import { tellWorker } from "./speak.ts";

let timer: ReturnType<typeof setTimeout> | undefined;

/** Asks for news when the page opens (`rest`: in so many seconds, when they have just been fetched), comes back into view or finds the line again, and then as rarely as the worker says. */
export function keepInStep(rest: number): void {
  window.addEventListener("online", stepNow);
  window.addEventListener("offline", stepNow);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") stepNow();
    else clearTimeout(timer);
  });
  if (rest > 0) timer = setTimeout(stepNow, rest * 1000);
  else stepNow();
}

export function stepNow(): void {
  clearTimeout(timer);
  void step();
}

async function step(): Promise<void> {
  const answer = await tellWorker({ do: "sync", place: here.place });
  here.keep(answer);
  if (document.visibilityState === "visible") timer = setTimeout(stepNow, (answer.again ?? 60) * 1000);
}

/** The browser will wake the worker when the line is back, even if this page is closed; where it cannot, the page's return does. */
export async function askForSync(): Promise<void> {
  const registration = await navigator.serviceWorker.ready;
  if (!("sync" in registration)) return;
  const { sync } = registration as ServiceWorkerRegistration & { sync: { register(tag: string): Promise<void> } };
  await sync.register("outbox").catch(() => undefined); // refused in private windows: the page does it
}
