import * as z from "zod/mini";
import { Instant, Name, Sha256, text, Word } from "../../../wire/atoms.ts";
import { makeReply } from "../../../wire/build.ts";
import { fromUtf8, utf8 } from "../../../wire/bytes.ts";
import { newName } from "../../../wire/names.ts";
import { checked } from "../../../wire/parse.ts";
import type { Answers, Receipt } from "../../../wire/schemas.ts";
import { open, seal } from "../../../wire/sealed.ts";
import { keysOf, thingKey } from "./account.ts";
import { type Portal, Unreachable } from "./portal.ts";
import type { Shelf } from "./shelf.ts";

/** What a reply was about, for this device's own pages; kept sealed to the holder. */
export const About = z.object({
  entry: Name,
  action: Word,
  contentHash: Sha256,
  title: text(300),
  child: z.optional(z.object({ id: Name, firstName: text(100) })),
  /** Something written, and not an answer to the entry. */
  isNew: z.optional(z.boolean()),
});
export type About = z.infer<typeof About>;

const Bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

const Sent = z.object({
  messageId: Name,
  at: Instant,
  about: Bytes,
  /** Null once its receipt has come. */
  envelope: z.nullable(Bytes),
  /** Goes after whatever a person has decided, few an hour, and is told to nobody: « lu ». */
  isQuiet: z.boolean(),
  /** Null: not deposited yet. */
  depositedAt: z.nullable(Instant),
  isRefused: z.boolean(),
});
export type Sent = z.infer<typeof Sent>;

export type ReplyState =
  | { readonly state: "waiting" }
  | { readonly state: "deposited"; readonly at: string }
  | { readonly state: "received"; readonly at: string }
  | { readonly state: "refused"; readonly at: string; readonly reason: string };

export interface Reply {
  readonly messageId: string;
  readonly at: string;
  readonly about: About;
  readonly state: ReplyState;
}

const PREFIX = "outbox/";
/** That somebody has seen a publication: the app says so by itself. */
export const READ = "read";
/** The portal takes thirty an hour; signatures must never wait for these. */
const QUIET_HOURLY = 10;
const HOUR = 3_600_000;
const TURNED_AWAY = "L’école n’a pas accepté cet envoi. Appelez-la ou écrivez-lui.";

/** What the portal takes as one envelope. */
const LARGEST = 64 * 1024;

/** Replies on their way: each is kept, sealed, until the school has said that it has it. */
export class Outbox {
  readonly #shelf: Shelf;
  readonly #portal: Portal;

  constructor(shelf: Shelf, portal: Portal) {
    this.#shelf = shelf;
    this.#portal = portal;
  }

  /**
   * Seals a reply and keeps it. Nothing has left the device when this returns, and nothing can be lost any more. False: it is
   * larger than an envelope may be, and was not kept.
   */
  async add(about: About, kind: string, fields: Record<string, unknown>, now: Date): Promise<boolean> {
    const { account } = this.#shelf.desk;
    const keyring = await this.#shelf.keyring();
    if (keyring === null) throw new Unreachable();
    const { entry, contentHash, action } = about;
    const [messageId, at] = [newName(), now.toISOString()];
    const who = { uai: account.uai, holder: keyring.holder.id, device: account.device };
    const body = { v: 1 as const, ...who, messageId, at, kind, entry, contentHash, action, fields };
    const envelope = await makeReply(body, keysOf(account).replyKey, keyring.school.replyTo);
    if (envelope.length > LARGEST) return false;
    const sealedAbout = await seal(utf8(JSON.stringify(about)), account.ageRecipient);
    await this.#keep({
      messageId,
      at,
      about: sealedAbout,
      envelope,
      depositedAt: null,
      isRefused: false,
      isQuiet: about.action === READ,
    });
    return true;
  }

  /** Deposits what waits and what the portal has lost, and drops envelopes whose receipt has come. Returns whether a state changed. */
  async deliver(answers: Answers | null, now: Date): Promise<boolean> {
    const all = await this.#all();
    const lately = all.filter(({ isQuiet, depositedAt }) => isQuiet && isWithinHour(depositedAt, now)).length;
    const quiet = all.filter(({ isQuiet, depositedAt }) => isQuiet && depositedAt === null);
    const held = new Set(quiet.slice(Math.max(0, QUIET_HOURLY - lately)));
    let isChanged = false;
    for (const sent of all.sort((a, b) => Number(a.isQuiet) - Number(b.isQuiet))) {
      if (sent.envelope === null || sent.isRefused || held.has(sent)) continue;
      const isOther = await this.#deliverOne(sent, sent.envelope, receiptOf(answers, sent), now);
      isChanged ||= isOther && !sent.isQuiet;
    }
    return isChanged;
  }

  async #deliverOne(sent: Sent, envelope: Uint8Array, receipt: Receipt | undefined, now: Date): Promise<boolean> {
    if (receipt !== undefined) {
      await this.#keep({ ...sent, envelope: null });
      return true;
    }
    if (sent.depositedAt !== null && (await this.#portal.hasEnvelope(sent.messageId))) return false;
    const result = await this.#portal.deposit(sent.messageId, envelope);
    if (result === "later") return false;
    const isRefused = result === "refused";
    await this.#keep({ ...sent, depositedAt: isRefused ? null : now.toISOString(), isRefused });
    return true;
  }

  /** What a person has answered, newest first. */
  async replies(answers: Answers | null): Promise<Reply[]> {
    const spoken = (await this.#all()).filter(({ isQuiet }) => !isQuiet);
    const replies = await Promise.all(spoken.map((sent) => this.#read(sent, receiptOf(answers, sent))));
    return replies.filter((reply) => reply !== null).sort((a, b) => (a.at < b.at ? 1 : -1));
  }

  /** Those that the school has not said it has: lost if this device forgets now. */
  async unsettled(answers: Answers | null): Promise<number> {
    return (await this.#all()).filter(
      (sent) => !sent.isQuiet && sent.envelope !== null && receiptOf(answers, sent) === undefined,
    ).length;
  }

  async #read(sent: Sent, receipt: Receipt | undefined): Promise<Reply | null> {
    try {
      const opened = await open(sent.about, this.#shelf.desk.account.ageIdentity);
      const about = checked(About, JSON.parse(fromUtf8(opened)));
      return { messageId: sent.messageId, at: sent.at, about, state: stateOf(sent, receipt) };
    } catch {
      return null; // damaged on this device: its envelope still leaves, only its title is lost
    }
  }

  async #all(): Promise<Sent[]> {
    const { store, account } = this.#shelf.desk;
    const kept = await Promise.all((await store.keys(thingKey(account, PREFIX))).map((key) => store.get(key)));
    return kept.flatMap((one) => {
      const read = z.safeParse(Sent, one);
      return read.success ? [read.data] : [];
    });
  }

  #keep(sent: Sent): Promise<void> {
    const { store, account } = this.#shelf.desk;
    return store.put(thingKey(account, PREFIX + sent.messageId), sent);
  }
}

const isWithinHour = (at: string | null, now: Date): boolean => at !== null && now.getTime() - Date.parse(at) < HOUR;

const receiptOf = (answers: Answers | null, { messageId }: Sent): Receipt | undefined =>
  answers?.receipts.find((receipt) => receipt.messageId === messageId);

function stateOf(sent: Sent, receipt: Receipt | undefined): ReplyState {
  if (receipt?.state === "received") return { state: "received", at: receipt.at };
  if (receipt !== undefined) return { state: "refused", at: receipt.at, reason: receipt.reason ?? "sans précision" };
  if (sent.isRefused) return { state: "refused", at: sent.at, reason: TURNED_AWAY };
  return sent.depositedAt === null ? { state: "waiting" } : { state: "deposited", at: sent.depositedAt };
}
