import { tellWorker } from "./speak.ts";

const CLAIM_PATIENCE = 4000;

/** In-app browsers, private windows of some browsers and plain http have none: the app cannot keep its promises there. */
export const canRun = (): boolean => "serviceWorker" in navigator && "indexedDB" in window && window.isSecureContext;

/**
 * Resolves once a service worker answers this page's requests: the first time, after a hard reload, after it was unregistered.
 * False: this browser does not let it (a private window, storage forbidden), or the line broke before it was there.
 */
export async function takeControl(): Promise<boolean> {
  const { serviceWorker } = navigator;
  try {
    await serviceWorker.register("/sw.js", { scope: "/" });
  } catch {
    if (serviceWorker.controller === null) return false; // offline, with a worker at work, is as good
  }
  const { active } = await serviceWorker.ready;
  if (serviceWorker.controller !== null) return true;
  const controlled = new Promise<void>((resolve) => {
    serviceWorker.addEventListener("controllerchange", () => resolve(), { once: true });
  });
  void tellWorker({ do: "claim" }, active);
  const late = new Promise<"late">((resolve) => setTimeout(() => resolve("late"), CLAIM_PATIENCE));
  if ((await Promise.race([controlled, late])) === "late" && serviceWorker.controller === null) location.reload();
  return true;
}

/** A new version of the app takes over; the page follows at a moment when nobody is looking or writing. */
export function followUpdates(): void {
  let isStale = false;
  let had = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    isStale = had;
    had = true;
  });
  document.addEventListener("visibilitychange", () => {
    if (isStale && document.visibilityState === "hidden") location.reload();
  });
}
