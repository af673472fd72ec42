import { views } from "preau:views";
import { toHex } from "../../../../wire/bytes.ts";
import { parseStaffCode } from "../../../../wire/codes.ts";
import { staffSecret } from "../../../../wire/stretch.ts";
import type { FromWorker } from "../../messages.ts";
import { createRender } from "../../worker/render.ts";
import type { Tools } from "../room.ts";

const render = createRender(views);

const WRONG =
  "L’école ne reconnaît pas cette phrase avec cette feuille. Vérifiez les majuscules, les accents et les mots. Si c’est bien elle, la feuille a été remplacée : imprimez-en une autre à l’école.";
const NO_LINE = "Pas de réseau : la phrase ne peut pas être vérifiée maintenant. Réessayez une fois connecté.";

/** A member of staff's code waits, in the page's memory, for its phrase. */
export const draw = (): string => render("rooms/phrase", {});

export function wake(tools: Tools): void {
  const form = document.querySelector<HTMLFormElement>("#phrase");
  form?.querySelector("input")?.focus();
  form?.addEventListener("submit", () => void submit(form, tools));
}

async function submit(form: HTMLFormElement, { tellWorker, here, goTo }: Tools): Promise<void> {
  const data = new FormData(form);
  const [phrase, uai, sheet] = [data.get("phrase"), here.uai ?? "", here.sheet];
  if (sheet === null || typeof phrase !== "string") return void location.replace("#code");
  const button = form.querySelector("button");
  if (button !== null) button.disabled = true;
  tellError(form, "");
  const secret = await secretOf(sheet, phrase, uai);
  const isShared = data.has("shared");
  const answer: FromWorker =
    secret === null
      ? { ok: false, error: "Le code de la feuille comporte une erreur : comparez-le." }
      : await tellWorker({ do: "unlock", uai, secret, isShared });
  if (button !== null) button.disabled = false;
  if (!answer.ok) return tellError(form, answer.error ?? (answer.why === "revoked" ? WRONG : NO_LINE));
  here.sheet = null;
  here.keep(answer);
  if (!isShared) void navigator.storage?.persist?.();
  goTo(uai);
}

/** The phrase never leaves this page: the worker is given what sheet and phrase make together. Null when the code was mistyped. */
async function secretOf(typed: string, phrase: string, uai: string): Promise<string | null> {
  const code = parseStaffCode(typed);
  return code === null ? null : toHex(await staffSecret(code, phrase, uai));
}

function tellError(form: HTMLFormElement, words: string): void {
  const error = form.querySelector<HTMLElement>("[data-error]");
  if (error === null) return;
  error.textContent = words;
  error.hidden = words === "";
}
