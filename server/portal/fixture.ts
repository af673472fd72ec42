import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { createClock } from "../core/clock.ts";
import * as wire from "../wire/index.ts";
import { createPortal } from "./app.ts";
import { inviteSchool } from "./schools.ts";
import { FolderStore } from "./store/folder.ts";
import { everyItem, type ObjectStore } from "./store/object-store.ts";

/** For the portal's tests: a portal over HTTP on a real folder, and a school's box and holders who speak to it. */
export const UAI = "0690078K";
export const AT = "2026-11-23T18:02:00Z";

export async function temporaryFolder(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "portal-"));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** `elapsed.ms`: what to add to the present time. `logged`: every line of the log. */
export async function startPortal(folder: string, build?: string) {
  const elapsed = { ms: 0 };
  const logged: string[] = [];
  const present = createClock("Europe/Paris");
  const clock = createClock("Europe/Paris", () => present.now().getTime() + elapsed.ms);
  const store = await FolderStore.open(folder, clock);
  const deps = { store, clock, log: pino({ level: "info" }, { write: (line: string) => void logged.push(line) }) };
  const server = createServer(createPortal(deps, build));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  };
  return { url: `http://127.0.0.1:${address.port}`, port: address.port, deps, store, elapsed, logged, close };
}
export type Running = Awaited<ReturnType<typeof startPortal>>;

export interface Answer {
  readonly status: number;
  readonly bytes: Uint8Array;
  readonly json: Record<string, unknown>;
  readonly headers: Headers;
}

export async function ask(
  url: string,
  init: { method?: string; token?: string; body?: Uint8Array; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const headers = { ...init.headers, ...(init.token === undefined ? {} : { authorization: `Bearer ${init.token}` }) };
  const body = init.body === undefined ? null : Buffer.from(init.body);
  const response = await fetch(url, { method: init.method ?? (body === null ? "GET" : "PUT"), headers, body });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
  const json: unknown = isJson ? JSON.parse(wire.fromUtf8(bytes)) : {};
  return { status: response.status, bytes, json: Object(json), headers: response.headers };
}

export const digest = (bytes: Uint8Array): Record<string, string> => ({
  "content-digest": `sha-256=:${Buffer.from(wire.sha256Hex(bytes), "hex").toString("base64")}:`,
});

/** A PUT whose connection breaks after `sent` bytes of the body. Resolves when the portal has closed it too. */
export function cutOff(
  url: string,
  token: string,
  body: Uint8Array,
  sent: number,
  headers: Record<string, string> = {},
) {
  const { hostname, port, pathname } = new URL(url);
  const all = { Host: "portal", Authorization: `Bearer ${token}`, "Content-Length": String(body.length), ...headers };
  const lines = [`PUT ${pathname} HTTP/1.1`, ...Object.entries(all).map(([name, value]) => `${name}: ${value}`)];
  return new Promise<void>((done, fail) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(`${lines.join("\r\n")}\r\n\r\n`);
      socket.end(body.subarray(0, sent));
    });
    socket.on("error", fail).on("close", () => done());
    socket.resume();
  });
}

/** All that a store holds, temporary files aside, as one text for each key. */
export async function snapshot(store: ObjectStore, prefix = `schools/${UAI}/`): Promise<Map<string, string>> {
  const held = new Map<string, string>();
  for await (const { key } of everyItem(store, prefix))
    held.set(key, wire.toBase64((await store.get(key)) ?? wire.utf8("?")));
  return held;
}

/** A school's box: it has keys and a token, and builds commits that follow one another. */
export class SchoolBox {
  readonly keys = wire.newSigningKeys();
  readonly token = wire.newToken();
  readonly paths = wire.api(UAI);
  url: string;
  lineage = 1;
  last: { seq: number; sha256: string } | null = null;

  constructor(url: string) {
    this.url = url;
  }

  static async enrolled({ url, deps }: Pick<Running, "url" | "deps">): Promise<SchoolBox> {
    const box = new SchoolBox(url);
    const answer = await box.enrol(await inviteSchool(deps, UAI, false));
    if (answer.status !== 200) throw new Error(`enrolment: ${answer.status}`);
    return box;
  }

  enrol(invitation: string): Promise<Answer> {
    const { publicKey, secretKey } = this.keys;
    const body = wire.makeEnrolment(
      { v: 1, uai: UAI, invitation, publicKey, tokenHash: this.token.tokenHash },
      secretKey,
    );
    return ask(this.url + this.paths.enrolment(publicKey), { body });
  }

  get(path: string): Promise<Answer> {
    return ask(this.url + path, { token: this.token.token });
  }

  put(path: string, body: Uint8Array, headers: Record<string, string> = {}): Promise<Answer> {
    return ask(this.url + path, { token: this.token.token, body, headers });
  }

  /** The next commit's bytes; as if it had been accepted, the one after will follow it. */
  build(changes: Partial<wire.Commit> = {}): { seq: number; bytes: Uint8Array } {
    const { seq, bytes } = this.peek(changes);
    this.last = { seq, sha256: wire.sha256Hex(bytes) };
    return { seq, bytes };
  }

  /** The same, without moving on. */
  peek(changes: Partial<wire.Commit> = {}): { seq: number; bytes: Uint8Array } {
    const seq = changes.seq ?? (this.last?.seq ?? 0) + 1;
    const nothing = { heads: [], keyrings: [], revocations: [], deletes: [] };
    const position = { lineage: this.lineage, seq, prev: this.last?.sha256 ?? null };
    return {
      seq,
      bytes: wire.makeCommit({ v: 1, uai: UAI, at: AT, ...position, ...nothing, ...changes }, this.keys.secretKey),
    };
  }

  send({ seq, bytes }: { seq: number; bytes: Uint8Array }): Promise<Answer> {
    return this.put(this.paths.commit(seq), bytes);
  }

  /** A keyring for a commit. Its bytes mean nothing to the portal. */
  ring(holder: Holder, text: string): wire.Commit["keyrings"][number] {
    return { name: holder.keys.tokenHash, bytes: wire.toBase64(wire.utf8(text)) };
  }

  head(channel: string, text: string): wire.Commit["heads"][number] {
    return { channel, bytes: wire.toBase64(wire.utf8(text)) };
  }

  /** A holder whose keyring the portal has. */
  async admit(): Promise<Holder> {
    const holder = new Holder(this.url);
    const answer = await this.send(this.build({ keyrings: [this.ring(holder, "ring")] }));
    if (answer.status !== 201) throw new Error(`commit: ${answer.status}`);
    return holder;
  }
}

const school = await wire.newReplyIdentity();

export class Holder {
  readonly keys = wire.deriveHolderKeys(wire.newCode(), UAI);
  readonly paths = wire.api(UAI);
  url: string;

  constructor(url: string) {
    this.url = url;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return ask(this.url + path, { token: this.keys.token, headers });
  }

  async envelope(messageId = wire.newName()): Promise<{ messageId: string; bytes: Uint8Array }> {
    const about = { v: 1 as const, uai: UAI, holder: wire.newName(), device: wire.newName(), messageId, at: AT };
    const body = { ...about, kind: "liaison", action: "sign", fields: {} };
    return { messageId, bytes: await wire.makeReply(body, this.keys.replyKey, school.recipient) };
  }

  deposit({ messageId, bytes }: { messageId: string; bytes: Uint8Array }): Promise<Answer> {
    return ask(this.url + this.paths.envelope(messageId), { token: this.keys.token, body: bytes });
  }
}
