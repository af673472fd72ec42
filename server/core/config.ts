import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { paths } from "./paths.ts";

const port = z.coerce.number().int().min(0).max(65_535);
const httpUrl = z.url({ protocol: /^https?$/, hostname: /./ }).transform((url) => url.replace(/\/+$/, ""));
const timeZone = z.string().refine((zone) => {
  try {
    return Boolean(new Intl.DateTimeFormat("fr", { timeZone: zone }));
  } catch {
    return false;
  }
}, "fuseau horaire inconnu");
const logLevel = z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]);
const host = z.string().min(1);
const smtpUrl = z.url({ protocol: /^smtps?$/, hostname: /./, error: "smtp://… ou smtps://…, avec le nom du serveur" });
const mailFrom = z
  .string()
  .trim()
  .regex(/^(?:[^<>\r\n]*<[^<>\s@]+@[^<>\s@]+>|[^<>\s@]+@[^<>\s@]+)$/, "une adresse, ou « Nom <adresse> »");

const common = {
  HOST: host.default("0.0.0.0"),
  TZ: timeZone.default("Europe/Paris"),
  LOG_LEVEL: logLevel.default("info"),
};

/** The box's settings. Each is optional; README.md lists them. */
const BoxSettings = z.object({
  ...common,
  PORT: port.default(8080),
  /** Where the same pages answer over https; "off", or 0: nowhere. */
  HTTPS_PORT: z
    .union([z.literal("off"), port], "un numéro de port, ou « off »")
    .transform((given) => (given === 0 ? "off" : given))
    .default(8443),
  DATA_DIR: z.string().min(1).default(join(paths.root, "data")),
  /** Where families read from home; empty: the box publishes nothing. */
  PORTAL_URL: httpUrl.optional(),
  /** The portal as the families' letters name it, where it differs from the address the box calls. */
  PUBLIC_URL: httpUrl.optional(),
  /** The name announced on the network: NAME.local */
  LAN_NAME: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/)
    .default("preau"),
  /** Announce on the network (mDNS): "yes" or "no". */
  ANNOUNCE: z.enum(["yes", "no"]).default("yes"),
  /** Where keys are mounted on this machine, separated by ":": the head who is locked out puts one in (people/usb.ts). */
  USB_DIRS: z.string().default("/media:/run/media:/mnt"),
  /** More names under which the box may be called, separated by commas. */
  ALLOWED_HOSTS: z.string().default(""),
  /** The server that takes the box's mail, with the account's name and password where it wants them; empty: the box sends none. */
  SMTP_URL: smtpUrl.optional(),
  /** Whom the mail comes from. */
  MAIL_FROM: mailFrom.optional(),
});
const Box = BoxSettings.refine(({ SMTP_URL, MAIL_FROM }) => SMTP_URL === undefined || MAIL_FROM !== undefined, {
  path: ["MAIL_FROM"],
  message: "nécessaire avec SMTP_URL",
});

const Portal = z.object({
  ...common,
  PORT: port.default(8090),
  STORE: z
    .string()
    .regex(/^file:./, "seul « file:DOSSIER » est connu")
    .default(`file:${join(paths.root, "data/portal")}`),
  PUBLIC_URL: httpUrl.optional(),
});

export type Config = Readonly<z.infer<typeof Box>>;
export type PortalConfig = Readonly<z.infer<typeof Portal>>;

/** Thrown with one line for each refused value: its name and the reason. */
export class ConfigError extends Error {}

const read = <T>(schema: z.ZodType<T>, env: NodeJS.ProcessEnv): Readonly<T> => {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const result = schema.safeParse(given);
  if (result.success) return Object.freeze(result.data);
  throw new ConfigError(result.error.issues.map((issue) => `${issue.path.join(".")} : ${issue.message}`).join("\n"));
};

export const loadConfig = (env: NodeJS.ProcessEnv): Config => read(Box, env);
export const loadPortalConfig = (env: NodeJS.ProcessEnv): PortalConfig => read(Portal, env);

/** The product's version, from package.json. */
export const version: string = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(paths.root, "package.json"), "utf8"))).version;
