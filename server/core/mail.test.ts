import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { smtpServer } from "../testing/smtp.ts";
import { createClock } from "./clock.ts";
import { ConfigError, loadConfig } from "./config.ts";
import { createLog } from "./log.ts";
import { createMail, type MailPort } from "./mail.ts";

const parts = { clock: createClock("Europe/Paris"), log: createLog("silent"), waits: [10, 10] };
const MAIL_FROM = "École Jules-Ferry <ecole@example.org>";
const letter = { to: "anne@example.org", subject: "Un mot pour vous : été", text: "Bonjour,\n\nL’été est là.\n" };

/** Once nothing waits any more. */
const settled = async (mail: MailPort): Promise<void> => {
  do await pause(5);
  while (mail.state().waiting > 0);
};

test("a letter goes out as plain text, from whom the settings say", async () => {
  const server = await smtpServer();
  const mail = createMail({ ...parts, config: { SMTP_URL: server.url, MAIL_FROM } });
  mail.post(() => [letter]);
  const got = await server.mail(1);
  assert.deepEqual([got.from, got.to, got.subject], ["ecole@example.org", letter.to, letter.subject]);
  assert.equal(got.text.trim(), letter.text.trim());
  assert.match(got.raw, /^Content-Type: text\/plain; charset=utf-8/im);
  assert.doesNotMatch(got.raw, /text\/html|<img|http/i);
  await settled(mail);
  assert.equal(mail.state().lastFailure, null);
  assert.notEqual(mail.state().lastSentAt, null);
});

test("a server that says later is asked again; one that says no is not", async () => {
  const server = await smtpServer();
  const mail = createMail({ ...parts, config: { SMTP_URL: server.url, MAIL_FROM } });
  server.refusals.push("451 later", "421 later");
  mail.post(() => [letter]);
  await server.mail(1);
  await settled(mail);
  assert.deepEqual([server.calls, mail.state().lastFailure], [3, null]);
  server.refusals.push("550 no such person", "550 no such person");
  mail.post(() => [letter]);
  await settled(mail);
  assert.deepEqual([server.calls, mail.state().lastFailure?.code], [4, "550"]);
  assert.equal(server.received.length, 1);
});

test("without a server a letter is tried as often as there are waits, then forgotten; the box goes on", async () => {
  const mail = createMail({ ...parts, config: { SMTP_URL: "smtp://127.0.0.1:1", MAIL_FROM } });
  mail.post(() => [letter, letter]);
  assert.equal(mail.state().waiting, 0, "nothing was done in the request");
  await settled(mail);
  assert.equal(mail.state().lastSentAt, null);
  assert.match(mail.state().lastFailure?.code ?? "", /^E/);
});

test("a letter that cannot be written stops nothing", async () => {
  const server = await smtpServer();
  const mail = createMail({ ...parts, config: { SMTP_URL: server.url, MAIL_FROM } });
  mail.post(() => {
    throw new Error("no such person");
  });
  mail.post(() => [letter]);
  assert.equal((await server.mail(1)).to, letter.to);
});

test("a server that says nothing is left after three seconds, and a box that stops does not wait for it", async () => {
  const server = await smtpServer();
  server.fallSilent();
  const mail = createMail({ ...parts, waits: [], config: { SMTP_URL: server.url, MAIL_FROM } });
  mail.post(() => [letter]);
  await settled(mail);
  assert.equal(mail.state().lastFailure?.code, "ETIMEDOUT");
  const stopping = createMail({ ...parts, config: { SMTP_URL: server.url, MAIL_FROM } });
  stopping.post(() => [letter]);
  while (server.calls < 2) await pause(5);
  stopping.stop();
  await settled(stopping);
  assert.equal(stopping.state().lastFailure, null);
});

test("a header cannot be slipped in by an address or a subject", async () => {
  const server = await smtpServer();
  const mail = createMail({ ...parts, config: { SMTP_URL: server.url, MAIL_FROM } });
  mail.post(() => [{ ...letter, subject: "Bonjour\r\nBcc: tous@example.org" }]);
  const { raw } = await server.mail(1);
  assert.doesNotMatch(raw, /^bcc:/im);
});

test("settings: both or none, and of the right kind", () => {
  const load = (env: Record<string, string>) => loadConfig({ ...env });
  assert.equal(load({}).SMTP_URL, undefined);
  const both = load({ SMTP_URL: "smtps://moi:secret@mail.example.org", MAIL_FROM: "ecole@example.org" });
  assert.equal(both.MAIL_FROM, "ecole@example.org");
  const wrong: Record<string, string>[] = [
    { SMTP_URL: "smtp://mail.example.org" },
    { SMTP_URL: "https://mail.example.org", MAIL_FROM },
    { SMTP_URL: "mail.example.org", MAIL_FROM },
    { SMTP_URL: "smtp://mail.example.org", MAIL_FROM: "l’école" },
    { SMTP_URL: "smtp://mail.example.org", MAIL_FROM: "École <a@b.example>\nBcc: c@d.example" },
  ];
  for (const env of wrong) assert.throws(() => load(env), ConfigError, JSON.stringify(env));
});
