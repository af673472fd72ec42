import type { FromWorker } from "../messages.ts";
import { here, isStaffCode } from "./place.ts";
import { announce, showPage } from "./show.ts";
import { tellWorker } from "./speak.ts";
import { askForSync, stepNow } from "./step.ts";

/** The code becomes keys in the worker; storage is asked to last, since Safari and others clear what seems unused. */
export async function openCode(code: string, uai: string, isShared: boolean): Promise<FromWorker> {
  const answer = await tellWorker({ do: "open", code, uai, isShared });
  here.keep(answer);
  if (answer.ok && !isShared) void navigator.storage?.persist?.();
  return answer;
}

/** Forms have neither action nor method: what they hold goes to the worker, which seals it. */
export function watchForms(): void {
  document.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!(event.target instanceof HTMLFormElement)) return;
    if (event.target.hasAttribute("data-open")) void submitCode(event.target);
    if (event.target.dataset.reply !== undefined) void submitReply(event.target, event.target.dataset.reply);
  });
}

async function submitReply(form: HTMLFormElement, action: string): Promise<void> {
  const values = textOf(form);
  const { contentHash = "", ...fields } = values;
  for (const button of form.querySelectorAll("button")) button.disabled = true;
  const entry = form.dataset.entry ?? "";
  const answer = await tellWorker({ do: "reply", place: here.place, action, entry, contentHash, fields });
  here.keep(answer);
  if (!answer.ok) {
    for (const button of form.querySelectorAll("button")) button.disabled = false;
    return announce(answer.error ?? "");
  }
  document.getElementById(`reply-${entry}`)?.focus({ preventScroll: true });
  await askForSync();
  stepNow();
}

async function submitCode(form: HTMLFormElement): Promise<void> {
  const { code = "", uai = here.uai ?? "" } = textOf(form);
  const school = uai.trim().toUpperCase();
  if (isStaffCode(code) && /^[0-9]{7}[A-Z]$/.test(school)) return askPhrase(code, school);
  const isShared = form.querySelector<HTMLInputElement>("input[name=shared]")?.checked ?? false;
  const answer = /^[0-9]{7}[A-Z]$/.test(school)
    ? await openCode(code, school, isShared)
    : { ok: false, error: "Le numéro de l’école a sept chiffres et une lettre." };
  if (answer.ok) return goTo(school);
  const error = form.querySelector<HTMLElement>("[data-error]");
  if (error === null) return;
  error.textContent = answer.error ?? "";
  error.hidden = false;
}

/** A member of staff's code waits, in memory, for its phrase. */
export function askPhrase(code: string, school: string): void {
  here.sheet = code;
  if (here.uai !== school) history.replaceState(null, "", `/e/${school}`);
  location.hash = "phrase";
}

/** To the school's address, whose page is the same shell, or to the beginning of this one. */
export function goTo(school: string): void {
  if (here.uai === school) {
    if (location.hash === "") void showPage("navigation");
    else location.hash = "";
    stepNow();
  } else location.assign(`/e/${school}`);
}

const textOf = (form: HTMLFormElement): Record<string, string> =>
  Object.fromEntries(
    [...new FormData(form)].flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );

const taps: Readonly<Record<string, (button: HTMLElement) => unknown>> = {
  refresh: () => {
    window.scrollTo(0, 0);
    return showPage("refresh");
  },
  older: async () => {
    here.showOlder();
    here.keep(await tellWorker({ do: "sync", place: here.place }));
    await showPage("refresh");
  },
  account: ({ dataset }) => {
    here.keep({ ok: true, account: dataset.account });
    goTo(dataset.uai ?? "");
  },
  mine: () => {
    localStorage.setItem("preau.mine", "1");
    document.getElementById("partage")?.remove();
    document.getElementById("contenu")?.focus();
  },
  share: async () => {
    const answer = await tellWorker({ do: "share", place: here.place });
    here.keep(answer);
    if (!answer.ok) announce("Un envoi n’a pas encore été reçu par l’école : attendez qu’il le soit.");
    await showPage("navigation");
  },
  forget: async (button) => {
    const answer = await tellWorker({ do: "forget", place: here.place, isSure: button.hasAttribute("data-sure") });
    if (!answer.ok) return showPage("refresh"); // a reply has come to wait meanwhile: the page now says so
    here.forget();
    announce("C’est fait : cet appareil a tout oublié.");
    history.replaceState(null, "", location.pathname);
    return showPage("navigation");
  },
  retry: async () => {
    here.keep(await tellWorker({ do: "sync", place: here.place }));
    await showPage("refresh");
  },
  adult: () => {
    here.takeBack();
    location.hash = "";
  },
  install: async () => {
    await here.installing?.prompt();
    here.installing = null;
    document.getElementById("installer")?.remove();
  },
  "no-install": () => {
    localStorage.setItem("preau.no-install", "1");
    document.getElementById("installer")?.remove();
    document.getElementById("contenu")?.focus();
  },
  skip: () => document.getElementById("contenu")?.focus(),
};

export function watchClicks(): void {
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    for (const [name, tap] of Object.entries(taps)) {
      const button = event.target.closest<HTMLElement>(`[data-${name}]`);
      if (button === null) continue;
      event.preventDefault();
      void tap(button);
      return;
    }
  });
}
