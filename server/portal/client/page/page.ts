import type { Told } from "../messages.ts";
import { canRun, followUpdates, takeControl } from "./control.ts";
import { openCode, watchClicks, watchForms } from "./gestures.ts";
import { here, isPrompt, takeCode } from "./place.ts";
import { refreshChanges, showPage } from "./show.ts";
import { keepInStep } from "./step.ts";
import { explainBrowser } from "./unsupported.ts";

async function start(): Promise<void> {
  const address = location.href;
  const code = takeCode();
  if (!canRun()) return explainBrowser(address);
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    if (isPrompt(event)) here.installing = event;
  });
  navigator.serviceWorker.addEventListener("message", answerWorker);
  await takeControl();
  followUpdates();
  watchClicks();
  watchForms();
  window.addEventListener("hashchange", () => void showPage("navigation"));
  const isOpened = code !== null && (await openCode(code, here.uai ?? "", false)).ok;
  await showPage("start");
  keepInStep(isOpened);
}

function answerWorker({ data, ports }: MessageEvent<{ ask: "place" } | Told>): void {
  if ("ask" in data) ports[0]?.postMessage(here.place);
  else void refreshChanges(data);
}

void start();
