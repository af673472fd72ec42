import { api } from "../../../wire/names.ts";
import type { Account } from "./account.ts";

/** No answer, or none that helps: try again later. */
export class Unreachable extends Error {}
/** The portal no longer knows this token: the sheet was replaced or withdrawn. */
export class Revoked extends Error {}

export interface Fetched {
  readonly bytes: Uint8Array;
  readonly etag: string;
}

export type Deposit = "deposited" | "later" | "refused";

const PATIENCE = 30_000;

/** What the portal says of an envelope that it will never take. Anything else may be somebody on the way, or a portal being mended. */
const FINAL: ReadonlySet<number> = new Set([400, 409, 413]);

/** The portal's side of what a holder may ask; README.md of the wire lists the answers. Nothing it says is believed before it is checked. */
export class Portal {
  readonly #account: Account;
  readonly #paths: ReturnType<typeof api>;

  constructor(account: Account) {
    this.#account = account;
    this.#paths = api(account.uai);
  }

  keyring = (etag?: string) => this.#changed(this.#paths.keyring, etag);
  school = (etag?: string) => this.#changed(this.#paths.school, etag);
  head = (channel: string, etag?: string) => this.#changed(this.#paths.head(channel), etag);

  /** Null: the portal does not have it. */
  async object(name: string): Promise<Uint8Array | null> {
    const response = await this.#send(this.#paths.object(name));
    return response.status === 404 ? null : bytesOf(response);
  }

  async deposit(messageId: string, envelope: Uint8Array): Promise<Deposit> {
    const response = await this.#send(this.#paths.envelope(messageId), {
      method: "PUT",
      body: new Blob([copyOf(envelope)]),
    });
    if (response.ok) return "deposited";
    return FINAL.has(response.status) ? "refused" : "later";
  }

  /** False: it vanished, deposit it again. */
  async hasEnvelope(messageId: string): Promise<boolean> {
    return (await this.#send(this.#paths.envelope(messageId))).status !== 404;
  }

  /** Null: not there. "same": as we have it. */
  async #changed(path: string, etag?: string): Promise<Fetched | "same" | null> {
    const response = await this.#send(path, etag === undefined ? {} : { headers: { "If-None-Match": etag } });
    if (response.status === 304) return "same";
    if (response.status === 404) return null;
    return { bytes: await bytesOf(response), etag: response.headers.get("etag") ?? "" };
  }

  async #send(path: string, init: RequestInit = {}): Promise<Response> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), PATIENCE);
    try {
      const headers = { ...init.headers, Authorization: `Bearer ${this.#account.token}` };
      const fixed = { cache: "no-store", credentials: "omit", redirect: "error", signal: abort.signal } as const;
      const response = await fetch(path, { ...init, ...fixed, headers });
      if (response.status === 401) throw new Revoked();
      return response;
    } catch (error) {
      if (error instanceof Revoked) throw error;
      throw new Unreachable(); // whatever fetch found wrong: no line, no name, no answer in time
    } finally {
      clearTimeout(timer);
    }
  }
}

async function bytesOf(response: Response): Promise<Uint8Array> {
  if (!response.ok) throw new Unreachable();
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch {
    throw new Unreachable(); // cut off on the way
  }
}

const copyOf = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;
