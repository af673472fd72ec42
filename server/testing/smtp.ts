import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { after } from "node:test";

/** A mail as the server took it. */
export interface Received {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  /** The text as a person reads it. */
  readonly text: string;
  /** As it came, headers included. */
  readonly raw: string;
}

export interface SmtpServer {
  /** For SMTP_URL. */
  readonly url: string;
  readonly received: readonly Received[];
  /** Connections so far. */
  readonly calls: number;
  /** Answers this to the next recipients, as often as it stands here: "451 later". */
  readonly refusals: string[];
  /** From now on says nothing, not even its greeting. */
  fallSilent(): void;
  /** The nth mail, as soon as it has come. */
  mail(number: number): Promise<Received>;
}

const bytesOf = (text: string): string =>
  text
    .replace(/=\r?\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
const utf8 = (binary: string): string => Buffer.from(binary, "latin1").toString("utf8");

/** Encoded words of a header (RFC 2047). */
const headerText = (value: string): string =>
  value
    .replace(/\?=\s+=\?/g, "?==?")
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
      kind.toLowerCase() === "b"
        ? Buffer.from(text, "base64").toString("utf8")
        : utf8(bytesOf(text.replaceAll("_", " "))),
    );

const read = (raw: string, from: string, to: string): Received => {
  const at = raw.indexOf("\r\n\r\n");
  const headers = raw.slice(0, at).replace(/\r\n[ \t]+/g, " ");
  const body = raw.slice(at + 4);
  const header = (name: string): string => new RegExp(`^${name}: (.*)$`, "im").exec(headers)?.[1] ?? "";
  const encoding = header("content-transfer-encoding").toLowerCase();
  const texts: Readonly<Record<string, () => string>> = {
    base64: () => Buffer.from(body, "base64").toString("utf8"),
    "quoted-printable": () => utf8(bytesOf(body)),
  };
  const text = (texts[encoding]?.() ?? body).replaceAll("\r\n", "\n");
  return { from, to, subject: headerText(header("subject")), text, raw };
};

/** A mail server of the test's own on loopback: as much of RFC 5321 as a sender needs. Closed by itself after the test file. */
export const smtpServer = async (): Promise<SmtpServer> => {
  const received: Received[] = [];
  const refusals: string[] = [];
  const sockets = new Set<Socket>();
  const waiting: { number: number; take: (mail: Received) => void }[] = [];
  let calls = 0;
  let isSilent = false;

  const keep = (mail: Received): void => {
    received.push(mail);
    for (const { number, take } of waiting) if (number === received.length) take(mail);
  };

  const talk = async (socket: Socket): Promise<void> => {
    const say = (line: string): boolean => socket.write(`${line}\r\n`);
    say("220 essai ESMTP");
    let [from, to, lines] = ["", "", null as string[] | null];
    for await (const line of createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (lines !== null && line === ".") {
        keep(read(lines.join("\r\n"), from, to));
        lines = null;
        say("250 pris");
      } else if (lines !== null) lines.push(line.replace(/^\./, ""));
      else if (/^EHLO/i.test(line)) say("250 essai");
      else if (/^MAIL FROM/i.test(line)) {
        from = /<(.*?)>/.exec(line)?.[1] ?? "";
        say("250 ok");
      } else if (/^RCPT TO/i.test(line)) {
        to = /<(.*?)>/.exec(line)?.[1] ?? "";
        say(refusals.shift() ?? "250 ok");
      } else if (/^DATA/i.test(line)) {
        lines = [];
        say("354 allez");
      } else if (/^QUIT/i.test(line)) socket.end("221 au revoir\r\n");
      else say("250 ok");
    }
  };

  const server = createServer((socket) => {
    calls += 1;
    sockets.add(socket);
    socket.on("error", () => undefined); // the sender hung up
    socket.on("close", () => sockets.delete(socket));
    if (!isSilent) void talk(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    refusals,
    get calls() {
      return calls;
    },
    fallSilent: () => {
      isSilent = true;
    },
    mail: (number) => {
      const known = received[number - 1];
      return known === undefined ? new Promise((take) => waiting.push({ number, take })) : Promise.resolve(known);
    },
  };
};
