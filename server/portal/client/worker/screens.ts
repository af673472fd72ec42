import type { Keyring } from "../../../wire/schemas.ts";
import type { Place } from "../messages.ts";
import { type Around, type FeedItem, feedItem, mediaUrl, readAround } from "./feed.ts";
import { type Frame, frameOf, type Line, lineOf } from "./frame.ts";
import type { Reader } from "./reader.ts";
import type { Render } from "./render.ts";
import { moment, replyWords } from "./words.ts";

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

  /** What may have changed on a page that stays: the line, how many replies wait, their states. Each part finds its own place. */
  async changes(): Promise<string> {
    const around = await this.#around();
    const { shown } = await this.#reader.entries(this.#keyring, this.#place.wanted);
    const items = shown.map((one) => feedItem(one, around, false)).filter((item) => item !== null);
    const parts = items.map(({ signs }) => ({
      target: `#reply-${signs.id}`,
      html: this.#render("liaison/_signs", { signs }),
    }));
    const line = { target: "#ligne", html: this.#render("app/_line", await this.#line(around)) };
    const { waiting } = this.#frame("", around);
    const count = { target: "#en-attente", html: this.#render("app/_waiting-count", { waiting }) };
    return this.#render("app/changes", { parts: [line, count, ...parts] });
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
      spaces: this.#keyring.children.filter(({ id }) => childId === "" || id === childId),
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
      href: about.isNew === true ? "#" : `#mot/${about.entry}`,
      what:
        about.child === undefined ? `Écrit ${moment(at)}` : `Signature pour ${about.child.firstName}, ${moment(at)}`,
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

  #frame = (current: Frame["current"], around: Around): Frame => frameOf(this.#keyring, around, current);
  #line = (around: Around): Promise<Line> => lineOf(this.#reader, around);
}
