import type { FromWorker, ToWorker } from "../messages.ts";

/** What htmx is called for here; the rest of it works by attributes, of which the app's fragments have none. */
interface Htmx {
  ajax(verb: "GET", path: string, options: { target: string; swap: string }): Promise<void>;
}
declare const htmx: Htmx;

const PATIENCE = 45_000;

/** Asks the service worker and waits for its answer. */
export function tellWorker(message: ToWorker, worker = navigator.serviceWorker.controller): Promise<FromWorker> {
  if (worker === null) return Promise.resolve({ ok: false, error: "Rechargez la page, s’il vous plaît." });
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ ok: false, error: "Pas de réponse : réessayez." }), PATIENCE);
    port1.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      clearTimeout(timer);
      resolve(data);
    };
    worker.postMessage(message, [port2]);
  });
}

let swapping: Promise<void> = Promise.resolve();

/**
 * Asks for a fragment, which the service worker answers; without one nothing is asked, so that nothing reaches the server.
 * One after the other: htmx would let a second one wait too, and never say that it is done.
 */
export function swap(path: string, target: string, style: "innerHTML" | "none"): Promise<void> {
  if (navigator.serviceWorker.controller === null) return Promise.resolve();
  swapping = swapping.catch(() => undefined).then(() => htmx.ajax("GET", path, { target, swap: style }));
  return swapping;
}
