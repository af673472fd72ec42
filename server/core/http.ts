import * as z from "zod";
import fr from "zod/v4/locales/fr.js";
import type { Actor } from "./actor.ts";
import { Invalid } from "./errors.ts";
import type { Deps, Registry, SyncPort } from "./feature.ts";
import type { MailPort } from "./mail.ts";
import type { Access } from "./routes.ts";
import type { SessionLine } from "./session-store.ts";
import type { Flash, View } from "./view.ts";

export { allow } from "./errors.ts";

z.config(fr()); // z.locales would bring fifty languages along

export interface SessionLimits {
  readonly idleMs: number;
  readonly absoluteMs: number;
  /** Begins in mode tableau. */
  readonly isProjected?: boolean | undefined;
}

export interface Session {
  /** Begins a new session (new id) for this person. */
  signIn(personId: string, limits: SessionLimits): Promise<void>;
  /** Begins a session that is nobody's: its marks say what it may see. */
  begin(limits: SessionLimits): Promise<void>;
  signOut(): Promise<void>;
  /** Ends every session of a person, this one excepted when it is theirs. */
  endOthersOf(personId: string): Promise<void>;
  /** Where the person of this session is signed in now, this device first. */
  devices(): SessionLine[];
  /** Ends another of their sessions. */
  endDevice(name: string): void;
  /** Remembers for so long that this session has shown something lately; a new id and a restart forget it. */
  hold(mark: SessionMark, ms: number): void;
  holds(mark: SessionMark): boolean;
  readonly csrf: string;
  /** Sessions of these people that are alive now; asking keeps none of them awake. */
  opened(personIds: readonly string[]): readonly { readonly personId: string; readonly beganAt: string }[];
  /** Ends every session of these people. */
  endAllOf(personIds: readonly string[]): void;
  /** Mode tableau is on: the screen is projected. */
  readonly isProjected: boolean;
  project(isOn: boolean): void;
  /** The password was given: this address is shown, for one visit and ten minutes at most. */
  uncover(path: string): void;
}
/**
 * "password": whoever sits there knows it. "plain-http": they go on without https, knowing what it means. "pochette …": they opened
 * this class's sheet for a substitute.
 */
export type SessionMark = "password" | "plain-http" | `pochette ${string}`;

/** One request, as a feature sees it. Express stays outside. */
export interface Visit extends Deps {
  readonly actor: Actor | null;
  readonly params: Readonly<Record<string, string>>;
  /** First value of each parameter of the address. */
  readonly query: Readonly<Record<string, string>>;
  readonly session: Session;
  readonly sync: SyncPort;
  readonly mail: MailPort;
  readonly registry: Registry;
  /** htmx asks: a fragment is enough. */
  readonly isFragment: boolean;
  /** The screen is projected and this page is not uncovered: only what the class may see is shown. */
  readonly isCovered: boolean;
  /** Random name of this browser (cookie), for throttling by device. */
  readonly device: string;
  /** From the box itself (loopback). */
  readonly isLocal: boolean;
  /** Scheme, name and port under which the box was called. */
  readonly origin: string;
  /** Nobody on the network could read or alter this request: it came over TLS. */
  readonly isSecure: boolean;
  /** Where the same pages answer over https; null where the box does not. */
  readonly secureOrigin: string | null;
  /** Path of the page on which this link or form stood; "/accueil" when the browser does not tell. */
  readonly cameFrom: string;
}

export interface Ctx extends Visit {
  readonly actor: Actor;
}

export interface Redirect {
  readonly redirect: string;
  readonly flash?: Flash | undefined;
  /** Name of a cookie that this browser keeps for a year: "seen", "understood". */
  readonly mark?: string | undefined;
}
/** Cookie of a browser on which somebody has read what plain http means. */
export const understoodHttp = "http-compris";
export interface FileAnswer {
  readonly bytes: Uint8Array;
  readonly type: string;
  /** Name to save under; without it the browser shows the file in place. */
  readonly downloadAs?: string | undefined;
  /** The address names the content by its hash: it may be kept. */
  readonly isImmutable?: boolean | undefined;
  /** Not on a projected screen, though other answers of this address may be. */
  readonly staysCovered?: boolean | undefined;
}
export interface JsonAnswer {
  readonly json: unknown;
  readonly status?: number | undefined;
}
export type Result = View | Redirect | FileAnswer | JsonAnswer;

export const redirect = (url: string, flash?: Flash | string): Redirect => ({
  redirect: url,
  flash: typeof flash === "string" ? { text: flash } : flash,
});

/** A file that came with a form; it lies in a temporary folder and is removed after the request. */
export interface Upload {
  readonly path: string;
  /** As the sender called it: data, never a path. */
  readonly name: string;
  readonly size: number;
}
export interface UploadLimits {
  readonly field: string;
  readonly maxFiles: number;
  readonly maxBytes: number;
}

export type Body = Readonly<Record<string, unknown>>;
export interface Handler {
  readonly access: Access;
  readonly upload?: UploadLimits | undefined;
  /** Asks for the password again before some of what it does, or all (people/sensitive.ts). */
  readonly asksPassword?: boolean | undefined;
  /** Also when the disk has no room for anything new. */
  readonly worksWhenFull?: boolean | undefined;
  /** Shows no family's name and no secret (or minds `isCovered`): may be seen while the screen is projected. */
  readonly isProjectable?: boolean | undefined;
  /** Public, and tells of families all the same: on a projected screen it is covered like what is signed in to. */
  readonly isCoverable?: boolean | undefined;
  /** Asked for by the page itself again and again: keeps nobody signed in, and no covered page open. */
  readonly isPoll?: boolean | undefined;
  run(visit: Visit, body: Body, uploads: readonly Upload[]): Result | Promise<Result>;
}

type Answer = Result | Promise<Result>;
export type Errors = Readonly<Record<string, string>>;
type Again<C> = (ctx: C, values: Body, errors: Errors) => Answer;

const signedIn = (visit: Visit): Ctx => {
  if (visit.actor === null) throw new TypeError("a signed-in route ran without an actor");
  return visit as Ctx;
};

export const page = (answer: (ctx: Ctx) => Answer): Handler => ({
  access: "signed-in",
  run: (visit) => answer(signedIn(visit)),
});

export const publicPage = (answer: (visit: Visit) => Answer): Handler => ({ access: "public", run: answer });

/** What an open page asks for every few seconds. */
export const polled = (handler: Handler): Handler => ({ ...handler, isPoll: true });

/** May be seen by the class on a projected screen; every other page is covered there until the password is given. */
export const projectable = (handler: Handler): Handler => ({ ...handler, isProjectable: true });

/** A public page that tells of families: covered on a projected screen. */
export const coverable = (handler: Handler): Handler => ({ ...handler, isCoverable: true });

/** The first message for each field, in French. */
const errorsOf = (error: z.ZodError): Errors => {
  const errors: Record<string, string> = {};
  for (const issue of error.issues) errors[issue.path.join(".")] ??= issue.message;
  return errors;
};

const refused = async <C>(again: Again<C> | undefined, ctx: C, body: Body, errors: Errors): Promise<Result> => {
  if (again === undefined)
    throw new Invalid(Object.keys(errors)[0] ?? "", Object.values(errors)[0] ?? "Saisie refusée.");
  const view = await again(ctx, body, errors);
  return "view" in view ? { ...view, status: 422 } : view;
};

const checked =
  <C, T>(
    schema: z.ZodType<T>,
    toCtx: (visit: Visit) => C,
    answer: (ctx: C, input: T, uploads: readonly Upload[]) => Answer,
    again?: Again<C>,
  ): Handler["run"] =>
  async (visit, body, uploads) => {
    const ctx = toCtx(visit);
    const input = schema.safeParse(body);
    if (!input.success) return refused(again, ctx, body, errorsOf(input.error));
    try {
      return await answer(ctx, input.data, uploads);
    } catch (error) {
      if (!(error instanceof Invalid) || again === undefined) throw error;
      return refused(again, ctx, body, { [error.field]: error.message });
    }
  };

/**
 * A posted form. `again` shows it once more when it is refused (422), with the entered values and a message for each
 * field; the handler refuses by throwing Invalid(field, message).
 */
export const form = <T>(schema: z.ZodType<T>, answer: (ctx: Ctx, input: T) => Answer, again?: Again<Ctx>): Handler => ({
  access: "signed-in",
  run: checked(schema, signedIn, answer, again),
});

export const publicForm = <T>(
  schema: z.ZodType<T>,
  answer: (visit: Visit, input: T) => Answer,
  again?: Again<Visit>,
): Handler => ({
  access: "public",
  run: checked(schema, (visit) => visit, answer, again),
});

/** A form with files (multipart). */
export const upload = <T>(
  limits: UploadLimits,
  schema: z.ZodType<T>,
  answer: (ctx: Ctx, input: T, uploads: readonly Upload[]) => Answer,
  again?: Again<Ctx>,
): Handler => ({ access: "signed-in", upload: limits, run: checked(schema, signedIn, answer, again) });

/** A field that may come never, once or many times: always a list. */
export const list = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value) => (value === undefined || value === "" ? [] : Array.isArray(value) ? value : [value]),
    z.array(item),
  );

/** A text field: trimmed, at most `max` characters; required unless `optional`. */
export const line = (max: number, message = "Ce champ est nécessaire.") =>
  z.string(message).trim().min(1, message).max(max, `Au plus ${max} caractères.`);
export const optionalLine = (max: number) => z.string().trim().max(max, `Au plus ${max} caractères.`).default("");

/** A checkbox: present or not. */
export const checkbox = z.preprocess((value) => value !== undefined && value !== "" && value !== "non", z.boolean());
