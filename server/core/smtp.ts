import { isIP } from "node:net";
import type { Transporter } from "nodemailer";
import type { Config } from "./config.ts";
import type { Letter } from "./mail.ts";

/** A letter that was not taken. */
export interface PostFailure {
  /** "EAUTH", "ETIMEDOUT", or the server's number, "550". */
  readonly code: string;
  /** The same letter would be refused again. */
  readonly isFinal: boolean;
}

/** Null: the server took it. */
export type Post = (letter: Letter, signal: AbortSignal) => Promise<PostFailure | null>;

const connectMs = 3_000;
const totalMs = 20_000;

const isHere = (host: string): boolean => host === "localhost" || host === "[::1]" || /^127\./.test(host);

/** nodemailer's settings. A password goes to another machine over TLS only, and the certificate must be true. */
const optionsOf = (address: string) => {
  const url = new URL(address);
  const isSecure = url.protocol === "smtps:";
  const hasAccount = url.username !== "";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return {
    host,
    port: Number(url.port) || (isSecure ? 465 : 587),
    secure: isSecure,
    requireTLS: !isSecure && hasAccount && !isHere(url.hostname),
    ...(hasAccount && { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
    ...(isIP(host) === 0 && { tls: { servername: host } }),
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    dnsTimeout: connectMs,
    socketTimeout: totalMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
};

const senderOf = (from: string): { name: string; address: string } => {
  const [, name = "", address = from] = /^(.*?)\s*<([^<>]+)>$/.exec(from) ?? [];
  return { name: name.replace(/^"|"$/g, ""), address };
};

const failureOf = (error: unknown): PostFailure => {
  const { code, responseCode } = (typeof error === "object" && error !== null ? error : {}) as Record<string, unknown>;
  const isRefusal = typeof responseCode === "number" && responseCode >= 500;
  if (code === "EAUTH") return { code, isFinal: true };
  if (isRefusal) return { code: String(responseCode), isFinal: true };
  return { code: typeof code === "string" ? code : "EUNKNOWN", isFinal: false };
};

/** The way to the school's mail server. The library is loaded with the first letter: most boxes never send one. */
export const openPost = ({ SMTP_URL = "", MAIL_FROM = "" }: Pick<Config, "SMTP_URL" | "MAIL_FROM">): Post => {
  let transport: Promise<Transporter> | undefined;
  const open = async (): Promise<Transporter> => {
    const { createTransport } = await import("nodemailer");
    return createTransport(optionsOf(SMTP_URL));
  };
  return async ({ to, subject, text }, signal) => {
    try {
      transport ??= open();
      const ends = AbortSignal.any([signal, AbortSignal.timeout(totalMs)]);
      const from = senderOf(MAIL_FROM);
      await (await transport).sendMail({ from, to: { name: "", address: to }, subject, text, signal: ends });
      return null;
    } catch (error) {
      return failureOf(error);
    }
  };
};
