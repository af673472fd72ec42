import * as z from "zod";
import { api, fromHex, fromUtf8, toBase64 } from "../wire/index.ts";
import { createCaller, type Reply, type Request, Unreachable } from "./request.ts";

/** The portal understood, and says no. `reason` is one of the words of wire/README.md. */
export class Turned extends Error {
  readonly status: number;
  readonly reason: string;
  constructor(status: number, reason: string) {
    super(`${status} ${reason}`);
    this.name = "Turned";
    this.status = status;
    this.reason = reason;
  }
}

const Ok = z.object({ ok: z.literal(true) });
/** As the wire's own: figures that no commit could bear would stay with the box. */
const Ordinal = z
  .int()
  .min(1)
  .max(2 ** 40);
const Tip = z.object({ lineage: Ordinal, seq: Ordinal, sha256: z.string().regex(/^[0-9a-f]{64}$/) });
const TipAnswer = z.object({ tip: Tip.nullable() });
const Commits = z.object({ commits: z.array(Ordinal).max(1000), next: Ordinal.nullable() });
const Deposit = z.object({ holder: z.string().regex(/^[0-9a-f]{64}$/), messageId: z.string().regex(/^[0-9a-f]{32}$/) });
const Deposits = z.object({ deposits: z.array(Deposit).max(1000), next: z.string().nullable() });
/** A word, since the head may read it: whoever runs the portal has no sentence to say on her screen. */
const No = z.object({ reason: z.string().regex(/^[a-z][a-z-]{0,39}$/) });

const longestEnvelope = 64 * 1024;
const longestCommit = 33 * 1024 * 1024;

export type Tip = z.infer<typeof Tip>;
export type Deposit = z.infer<typeof Deposit>;

export interface PortalAddress {
  readonly url: string;
  readonly uai: string;
  /** The box's token; "" before the enrolment. */
  readonly token: string;
}

/**
 * The portal's interface as the box uses it (wire/README.md). Every call may be repeated. Throws Unreachable, or Turned where the
 * portal itself refuses: a page of a captive portal never passes for an answer.
 */
export const createPortalClient = ({ url, uai, token }: PortalAddress) => {
  const caller = createCaller();
  const paths = api(uai);
  let sent = 0;

  const call = async (
    request: Omit<Request, "url" | "headers"> & { path: string; headers?: Record<string, string> },
  ) => {
    const headers = { ...(token !== "" && { authorization: `Bearer ${token}` }), ...request.headers };
    const type = request.body && { "content-type": "application/octet-stream" };
    const { method, body, path, longest } = request;
    const reply = await caller.send({ method, url: url + path, body, longest, headers: { ...headers, ...type } });
    sent += body?.length ?? 0;
    return reply;
  };
  const json = async <T>(schema: z.ZodType<T>, request: Parameters<typeof call>[0]): Promise<T> => {
    const reply = await call(request);
    if (!isFine(reply)) throw refusalOf(reply);
    return readJson(schema, reply) ?? foreign();
  };
  const bytes = async (path: string, longest: number): Promise<Uint8Array | null> => {
    const reply = await call({ method: "GET", path, longest });
    if (isFine(reply)) return reply.type.startsWith("application/octet-stream") ? reply.body : foreign();
    const refusal = refusalOf(reply);
    if (refusal instanceof Turned && refusal.status === 404) return null;
    throw refusal;
  };
  const put = async (path: string, body: Uint8Array, headers: Record<string, string> = {}): Promise<void> => {
    await json(Ok, { method: "PUT", path, body, headers });
  };

  return {
    url,
    /** Bytes of bodies sent since the last call. */
    takeSent: (): number => {
      const taken = sent;
      sent = 0;
      return taken;
    },
    close: () => caller.close(),
    enrol: (publicKey: string, enrolment: Uint8Array) => put(paths.enrolment(publicKey), enrolment),
    tip: async () => (await json(TipAnswer, { method: "GET", path: paths.tip })).tip,
    putObject: (name: string, body: Uint8Array, sha256: string) =>
      put(paths.object(name), body, { "content-digest": `sha-256=:${toBase64(fromHex(sha256))}:` }),
    putCommit: (seq: number, body: Uint8Array) => put(paths.commit(seq), body),
    putSchool: (body: Uint8Array) => put(paths.school, body),
    commitsAfter: (seq: number) => json(Commits, { method: "GET", path: `${paths.commits}?after=${seq}` }),
    commit: (seq: number) => bytes(paths.commit(seq), longestCommit),
    deposits: (after: string | null, isRetained: boolean) => {
      const query = new URLSearchParams({ ...(after !== null && { after }), ...(isRetained && { retained: "1" }) });
      return json(Deposits, { method: "GET", path: `${paths.deposits}?${query}` });
    },
    envelope: ({ holder, messageId }: Deposit) => bytes(paths.deposit(holder, messageId), longestEnvelope),
    acknowledge: (deposits: readonly Deposit[]) => put(paths.acknowledgements, Buffer.from(JSON.stringify(deposits))),
  };
};

export type PortalClient = ReturnType<typeof createPortalClient>;

const isFine = ({ status }: Reply): boolean => status === 200 || status === 201;

const foreign = (): never => {
  throw new Unreachable("something else answered in the portal's place");
};

const readJson = <T>(schema: z.ZodType<T>, { body, type }: Reply): T | null => {
  if (!type.startsWith("application/json")) return null;
  try {
    return schema.parse(JSON.parse(fromUtf8(body)));
  } catch {
    return null; // JSON, but not the portal's
  }
};

const refusalOf = (reply: Reply): Turned | Unreachable => {
  const no = readJson(No, reply);
  const isOurs = no !== null && reply.status >= 400 && reply.status < 500 && reply.status !== 429;
  if (isOurs) return new Turned(reply.status, no.reason);
  return new Unreachable(`${reply.status} ${no?.reason ?? "without a reason"}`, reply.retryAfterSeconds);
};
