import { write } from "../core/db.ts";
import { TooMany } from "../core/errors.ts";
import { record } from "../core/events.ts";
import type { Body, Handler, Result, Visit } from "../core/http.ts";
import type { View } from "../core/view.ts";
import { accountOf } from "./credentials-account.ts";
import { checkSignIn } from "./sign-in.ts";

/** So long after the password was typed, at sign-in or on the page that asks for it, it is not asked again. */
export const confirmedMs = 5 * 60_000;
const plainHttpMs = 60 * 60_000;

/** Fields of the two pages in between; everything else is the act's own form, carried along. */
interface Asked {
  readonly fields: readonly { readonly name: string; readonly value: string }[];
  readonly back: string;
}

const asked = (visit: Visit, body: Body): Asked => ({
  back: visit.cameFrom,
  fields: Object.entries(body)
    .filter(([name]) => name !== "_csrf")
    .flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value])
        .filter((one): one is string => typeof one === "string")
        .map((one) => ({ name, value: one })),
    ),
});

const passwordPage = (visit: Visit, body: Body, login: string, error = "", status = 200): View => ({
  view: "shared/confirm-password",
  data: { ...asked(visit, body), login, error },
  title: "Votre mot de passe, d’abord",
  status,
});

const httpsPage = (visit: Visit, body: Body): View => ({
  view: "shared/wants-https",
  data: { ...asked(visit, body), secure: `${visit.secureOrigin}${visit.cameFrom}` },
  title: "Cette action demande https",
});

/**
 * The form of an act that could harm the school asks for the password again, unless it was typed less than five minutes ago
 * (on the monotonic clock); then the act goes on with what its form held. For forms without files.
 */
export const confirmed = (handler: Handler): Handler => ({
  ...handler,
  asksPassword: true,
  run: async (visit, body, uploads) => {
    const { confirmation, ...own } = body;
    if (visit.session.holds("password")) return handler.run(visit, own, uploads);
    const refusal = await refusalOf(visit, own, confirmation);
    if (refusal !== null) return refusal;
    visit.session.hold("password", confirmedMs);
    return handler.run(visit, own, uploads);
  },
});

/** Null when the password fits. Guesses count like those at the door. */
const refusalOf = async (visit: Visit, own: Body, confirmation: unknown): Promise<Result | null> => {
  const personId = visit.actor?.id ?? "";
  const login = accountOf(visit.db, personId)?.login ?? "";
  if (typeof confirmation !== "string") return passwordPage(visit, own, login);
  try {
    const fits = (await checkSignIn(visit, login, confirmation, visit.device)) === personId;
    return fits ? null : passwordPage(visit, own, login, "Ce n’est pas votre mot de passe.", 422);
  } catch (error) {
    if (!(error instanceof TooMany)) throw error;
    return passwordPage(visit, own, login, error.message, error.status);
  }
};

/** Nobody on the network reads this visit, or the box has nothing better to offer. */
export const isPrivate = ({ isSecure, isLocal, secureOrigin }: Visit): boolean =>
  isSecure || isLocal || secureOrigin === null;

/**
 * What should not travel in the clear leads to https first. Whoever cannot follow there may go on, for an hour, and the
 * audit trail says so: a school whose network blocks the port must still be able to print its letters.
 */
export const secured = (handler: Handler): Handler => ({
  ...handler,
  run: (visit, body, uploads) => {
    const { sansHttps, ...own } = body;
    if (isPrivate(visit) || visit.session.holds("plain-http")) return handler.run(visit, own, uploads);
    if (sansHttps !== "oui") return httpsPage(visit, own);
    visit.session.hold("plain-http", plainHttpMs);
    write(visit, (tx) => record(tx, visit.actor, "https.declined", {}));
    return handler.run(visit, own, uploads);
  },
});

/** Both: for what only the head does, and could regret. */
export const sensitive = (handler: Handler): Handler => secured(confirmed(handler));

/** Sensitive for what this form would change, and a form like any other for the rest. */
export const sensitiveWhen = (changes: (visit: Visit, body: Body) => boolean, handler: Handler): Handler => {
  const guarded = sensitive(handler);
  const run: Handler["run"] = (visit, body, uploads) =>
    (changes(visit, body) ? guarded : handler).run(visit, body, uploads);
  return { ...guarded, run };
};
