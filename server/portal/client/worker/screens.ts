import type { Keyring } from "../../../wire/schemas.ts";
import type { Place } from "../messages.ts";
import { type Around, type FeedItem, feedItem, mediaUrl, readAround } from "./feed.ts";
import type { Reader } from "./reader.ts";
import type { Render } from "./render.ts";
import { lineWords, moment, REVOKED, refusalWords, replyWords, type Words } from "./words.ts";

/** What stands around each page of an open account. */
interface Frame {
  readonly uai: string;
  readonly school: string;
  readonly phone: string;
  readonly initials: string;
  readonly who: string;
  readonly current: "feed" | "replies" | "device" | "";
  readonly waiting: number;
}

/** The pages of one open account: typed data in, HTML out. The only place that names its templates. */
export class Screens {
  readonly #render: Render;
  readonly #reader: Reader;
  readonly #keyring: Keyring;
  readonly #place: Place;

  constructor(render: Render, reader: Reader, keyring: Keyring, place: Place) {
    this.#render = render;
    this.#reader = reader;
    this.#keyring = keyring;
    this.#place = place;
  }

  page(): Promise<string> {
    const [name = "", id = "", index = "0"] = this.#place.route.split("/");
    if (name === "mot") return this.#notice(id);
    if (name === "photo") return this.#photo(id, Number(index));
    if (name === "envois") return this.#replies();
    if (name === "appareil") return this.#device();
    return this.#feed(name === "enfant" ? id : "");
  }

  /** What may have changed on a page that stays: the line, the replies' states. Each part finds its own place. */
  async changes(): Promise<string> {
    const around = await this.#around();
    const { shown } = await this.#reader.entries(this.#keyring, this.#place.wanted);
    const items = shown.map((one) => feedItem(one, around, false)).filter((item) => item !== null);
    const parts = items.map(({ signs }) => ({
      target: `#reply-${signs.id}`,
      html: this.#render("liaison/_signs", { signs }),
    }));
    const line = { target: "#ligne", html: this.#render("app/_line", await this.#line(around)) };
    return this.#render("app/changes", { parts: [line, ...parts] });
  }

  async #feed(childId: string): Promise<string> {
    const around = await this.#around();
    const { shown, isMore } = await this.#reader.entries(this.#keyring, this.#place.wanted);
    const items = shown.map((one) => feedItem(one, around, false)).filter((item) => item !== null);
    const wanted = items.filter(({ children }) => childId === "" || children.some(({ id }) => id === childId));
    const isUrgent = ({ isOpen }: FeedItem): boolean => isOpen;
    return this.#render("app/feed", {
      frame: this.#frame("feed", around),
      line: await this.#line(around),
      children: this.#keyring.children.map(({ id, firstName }) => ({ id, firstName, isCurrent: id === childId })),
      isFiltered: childId !== "",
      open: wanted.filter(isUrgent),
      others: wanted.filter((item) => !isUrgent(item)),
      isMore,
      fingerprint: await this.#reader.fingerprint(this.#keyring),
      install: this.#place.install,
      asksShared: this.#place.isDesktop && !this.#reader.desk.isShared,
    });
  }

  async #notice(id: string): Promise<string> {
    const around = await this.#around();
    const shown = await this.#reader.entry(this.#keyring, id);
    const item = shown === null ? null : feedItem(shown, around, true);
    if (item === null) return this.#missing(around);
    const fingerprint = await this.#reader.fingerprint(this.#keyring);
    return this.#render("app/notice", {
      frame: this.#frame("", around),
      line: await this.#line(around),
      fingerprint,
      item,
    });
  }

  async #photo(id: string, index: number): Promise<string> {
    const around = await this.#around();
    const shown = await this.#reader.entry(this.#keyring, id);
    const photos = shown?.entry.media.filter(({ type }) => type.startsWith("image/")) ?? [];
    const photo = photos[index];
    if (photo === undefined) return this.#missing(around);
    return this.#render("app/photo", {
      frame: this.#frame("", around),
      id,
      src: mediaUrl(this.#keyring.uai, photo.object),
      alt: photo.alt ?? `Photo ${index + 1}`,
      previous: index > 0 ? `#photo/${id}/${index - 1}` : "",
      next: index + 1 < photos.length ? `#photo/${id}/${index + 1}` : "",
      position: `Photo ${index + 1} sur ${photos.length}`,
    });
  }

  async #missing(around: Around): Promise<string> {
    return this.#render("app/missing", { frame: this.#frame("", around), line: await this.#line(around) });
  }

  async #replies(): Promise<string> {
    const around = await this.#around();
    const replies = around.replies.map(({ messageId, at, about, state }) => ({
      id: messageId,
      title: about.title,
      href: `#mot/${about.entry}`,
      what: `Signature pour ${about.child?.firstName ?? "vous"}, ${moment(at)}`,
      chip: replyWords(state, around.now),
    }));
    return this.#render("app/replies", {
      frame: this.#frame("replies", around),
      line: await this.#line(around),
      replies,
    });
  }

  async #device(): Promise<string> {
    const around = await this.#around();
    const unsettled = await this.#reader.outbox.unsettled(around.answers);
    return this.#render("app/device", {
      frame: this.#frame("device", around),
      line: await this.#line(around),
      holder: this.#keyring.holder.displayName,
      childNames: this.#keyring.children.map(({ displayName }) => displayName).join(", "),
      isShared: this.#reader.desk.isShared,
      unsettled,
      install: this.#place.install,
    });
  }

  #around = (): Promise<Around> => readAround(this.#reader, this.#keyring, this.#place.isOnline);

  #frame(current: Frame["current"], { replies }: Around): Frame {
    const { school, holder, children, uai } = this.#keyring;
    const first = children[0]?.firstName ?? holder.displayName;
    return {
      uai,
      school: school.name,
      phone: school.phone ?? "",
      initials: children.length === 1 ? first : children.map(({ firstName }) => firstName.slice(0, 1)).join(""),
      who: holder.displayName,
      current,
      waiting: replies.filter(({ state }) => state.state === "waiting").length,
    };
  }

  /** How old the news are, and whatever the reader should know before believing the page. */
  async #line({ isOnline, now }: Around): Promise<{ words: Words; alert: string; notice: string }> {
    const status = await this.#reader.status();
    const refused = status.refused ?? (status.pictures.length > 0 ? "bad-hash" : null);
    const head = await this.#reader.shelf.schoolHead();
    return {
      words: lineWords(head?.at ?? null, isOnline, now),
      alert: refused === null ? "" : refusalWords(refused),
      notice: status.line === "revoked" ? REVOKED : "",
    };
  }
}
