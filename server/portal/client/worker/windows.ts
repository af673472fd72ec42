import { parseCode } from "../../../wire/codes.ts";
import { checked } from "../../../wire/parse.ts";
import { type FromWorker, Place, type Told, type ToWorker } from "../messages.ts";
import { accountFrom, accountFromSecret, forgetAccount } from "./account.ts";
import type { Desks } from "./desks.ts";
import { featureOf, KINDS } from "./kinds.ts";
import type { Reader } from "./reader.ts";
import { readRoom } from "./rooms.ts";

const FIRST = 20;
const PATIENCE = 3000;
const MINUTE = 60;

/** The windows that this worker serves: what they ask by message, what they are told. */
export class Windows {
  readonly #scope: ServiceWorkerGlobalScope;
  readonly #desks: Desks;

  constructor(scope: ServiceWorkerGlobalScope, desks: Desks) {
    this.#scope = scope;
    this.#desks = desks;
  }

  /** Where the window that made a request is. Null: it is gone, or does not answer. */
  async placeOf(clientId: string): Promise<Place | null> {
    const client = await this.#scope.clients.get(clientId);
    if (client === undefined) return null;
    const { port1, port2 } = new MessageChannel();
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(null), PATIENCE);
      port1.onmessage = ({ data }) => {
        clearTimeout(timer);
        resolve(checked(Place, data));
      };
      client.postMessage({ ask: "place" }, [port2]);
    });
  }

  async answer(event: ExtendableMessageEvent, message: ToWorker): Promise<void> {
    const [port] = event.ports;
    const reply = await this.#reply(message);
    port?.postMessage(reply);
    if ((message.do === "reply" || message.do === "say") && reply.ok) await this.#sendOff(message.place);
  }

  async #reply(message: ToWorker): Promise<FromWorker> {
    if (message.do === "claim") {
      await this.#scope.clients.claim();
      return { ok: true };
    }
    if (message.do === "open") return this.#open(message);
    if (message.do === "unlock") return this.#unlock(message);
    const place = message.place;
    const reader = await this.#desks.readerFor(place);
    if (reader === null) return { ok: false, error: "Cet accès n’est plus sur cet appareil." };
    if (message.do === "sync") return this.#sync(reader, place);
    if (message.do === "read") return this.#markRead(reader, message.entry);
    if (message.do === "reply") return this.#keepReply(reader, message);
    if (message.do === "say") return this.#keepSaying(reader, message);
    if (message.do === "room") return this.#room(reader, place);
    if (message.do === "forget") return this.#forget(reader, message.isSure);
    return this.#share(reader);
  }

  async #open({ code, uai, isShared }: Extract<ToWorker, { do: "open" }>): Promise<FromWorker> {
    const read = parseCode(code);
    if (read === null)
      return { ok: false, error: "Ce code n’est pas complet ou comporte une erreur : comparez-le à la lettre." };
    const reader = await this.#desks.add(accountFrom(read, uai), isShared);
    if ((await reader.keyring()) === null) await reader.sync(FIRST);
    const isUnknown = (await reader.keyring()) === null && (await reader.status()).line === "revoked";
    if (isUnknown) {
      await reader.end();
      await forgetAccount(reader.desk);
      this.#desks.drop(reader.desk.account);
      return { ok: false, error: "L’école ne connaît pas (ou plus) ce code. Demandez-lui une nouvelle lettre." };
    }
    const again = (await reader.keyring()) === null ? 0 : MINUTE;
    return { ok: true, account: reader.desk.account.id, session: await this.#desks.sessionOf(reader), again };
  }

  /** Sheet and phrase are checked by what they open: a wrong phrase must not stay on the device for want of a line. */
  async #unlock({ secret, uai, isShared }: Extract<ToWorker, { do: "unlock" }>): Promise<FromWorker> {
    const reader = await this.#desks.add(accountFromSecret(secret, uai), isShared);
    if ((await reader.keyring()) === null) await reader.sync(FIRST);
    if ((await reader.keyring()) !== null)
      return { ok: true, account: reader.desk.account.id, session: await this.#desks.sessionOf(reader), again: MINUTE };
    const { line } = await reader.status();
    await reader.end();
    await forgetAccount(reader.desk);
    this.#desks.drop(reader.desk.account);
    return { ok: false, why: line };
  }

  async #room(reader: Reader, place: Place): Promise<FromWorker> {
    const keyring = await reader.keyring();
    return keyring === null ? { ok: false } : { ok: true, room: await readRoom(reader, keyring, place) };
  }

  async #keepSaying(reader: Reader, { entry, title, fields }: Extract<ToWorker, { do: "say" }>): Promise<FromWorker> {
    const keyring = await reader.keyring();
    const offered = keyring === null ? undefined : (await reader.others(keyring)).find(({ id }) => id === entry);
    const action = KINDS.get(offered?.kind ?? "")?.action;
    if (offered === undefined || action === undefined || !offered.actions.includes(action)) return { ok: false };
    const about = { entry, action, contentHash: offered.contentHash, title: title.slice(0, 300), isNew: true };
    if (!(await reader.outbox.add(about, featureOf(offered.kind), { ...fields }, new Date())))
      return { ok: false, why: "long" };
    return { ok: true, session: await this.#desks.sessionOf(reader) };
  }

  async #sync(reader: Reader, place: Place): Promise<FromWorker> {
    if (await reader.sync(Math.max(FIRST, place.wanted))) await this.tell(reader);
    const replies = await reader.outbox.replies(await reader.answers());
    const isPending = replies.some(({ state }) => state.state === "waiting" || state.state === "deposited");
    return { ok: true, again: isPending ? MINUTE / 4 : 5 * MINUTE, session: await this.#desks.sessionOf(reader) };
  }

  async #keepReply(reader: Reader, message: Extract<ToWorker, { do: "reply" }>): Promise<FromWorker> {
    const keyring = await reader.keyring();
    const shown = keyring === null ? null : await reader.entry(keyring, message.entry);
    const child = keyring?.children.find(({ id }) => id === message.fields.child);
    if (shown === null || child === undefined) return { ok: false, error: "Ce mot n’est plus proposé par l’école." };
    // What is signed is what stood on the screen, even if a corrected text has come since.
    const { contentHash, action, entry } = message;
    const title = typeof shown.entry.data.title === "string" ? shown.entry.data.title : "";
    const about = { entry, child: { id: child.id, firstName: child.firstName }, action, contentHash, title };
    await reader.outbox.add(about, featureOf(shown.entry.kind), { ...message.fields }, new Date());
    return { ok: true, session: await this.#desks.sessionOf(reader) };
  }

  async #markRead(reader: Reader, entry: string): Promise<FromWorker> {
    const keyring = await reader.keyring();
    if (keyring !== null && (await reader.markRead(keyring, entry))) await reader.deliver();
    return { ok: true, session: await this.#desks.sessionOf(reader) };
  }

  /** After the page has been told that the reply is safe. */
  async #sendOff(place: Place): Promise<void> {
    const reader = await this.#desks.readerFor(place);
    if (reader === null) return;
    await this.tell(reader);
    if (await reader.deliver()) await this.tell(reader);
  }

  async #share(reader: Reader): Promise<FromWorker> {
    const { account } = reader.desk;
    const unsettled = await reader.outbox.unsettled(await reader.answers());
    if (unsettled > 0) return { ok: false, unsettled };
    await reader.end();
    await forgetAccount(reader.desk);
    this.#desks.drop(account);
    const shared = await this.#desks.add(account, true);
    await shared.sync(FIRST);
    return { ok: true, account: account.id, session: await this.#desks.sessionOf(shared) };
  }

  async #forget(reader: Reader, isSure: boolean): Promise<FromWorker> {
    const unsettled = await reader.outbox.unsettled(await reader.answers());
    if (unsettled > 0 && !isSure) return { ok: false, unsettled };
    await reader.end();
    await forgetAccount(reader.desk);
    this.#desks.drop(reader.desk.account);
    return { ok: true };
  }

  /** All that waits on this device, of every account that is kept. Throws while something still waits, so that the browser tries again. */
  async deliverAll(): Promise<void> {
    let isLeft = false;
    for (const reader of await this.#desks.readers({ uai: null, session: null })) {
      if (await reader.deliver()) await this.tell(reader);
      const replies = await reader.outbox.replies(await reader.answers());
      isLeft ||= replies.some(({ state }) => state.state === "waiting");
    }
    if (isLeft) throw new Error("replies still wait");
  }

  async tell(reader: Reader): Promise<void> {
    const keyring = await reader.keyring();
    const fingerprint = keyring === null ? "" : await reader.fingerprint(keyring);
    const told: Told = { tell: "changed", account: reader.desk.account.id, fingerprint };
    for (const client of await this.#scope.clients.matchAll({ type: "window" })) client.postMessage(told);
  }
}
