import type { Told } from "../messages.ts";
import { canRun, followUpdates, takeControl } from "./control.ts";
import { askPhrase, openCode, watchClicks, watchForms } from "./gestures.ts";
import { here, isPrompt, isStaffCode, takeCode } from "./place.ts";
import { announce, refreshChanges, showPage, watchDrawing } from "./show.ts";
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
  if (!(await takeControl())) return explainBrowser(address);
  followUpdates();
  watchClicks();
  watchForms();
  watchDrawing();
  window.addEventListener("hashchange", () => {
    here.stayLent();
    void showPage("navigation");
  });
  if (code !== null) here.takeBack();
  here.stayLent();
  const isStaff = code !== null && isStaffCode(code);
  const opened = code === null || isStaff ? null : await openCode(code, here.uai ?? "", false);
  if (isStaff) askPhrase(code, here.uai ?? "");
  await showPage("start");
  if (opened?.error !== undefined) announce(opened.error);
  keepInStep(opened?.again ?? 0);
}

function answerWorker({ data, ports }: MessageEvent<{ ask: "place" } | Told>): void {
  if ("ask" in data) ports[0]?.postMessage(here.place);
  else void refreshChanges(data);
}

void start();
