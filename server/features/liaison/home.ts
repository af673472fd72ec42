import { and, desc, eq, gte } from "drizzle-orm";
import { dayPlus } from "../../core/dates.ts";
import type { Db } from "../../core/db.ts";
import { Conflict, Forbidden, NotFound } from "../../core/errors.ts";
import type { ChannelRef, Deps, Doing, FromHome, HomeEntry, HomeReading } from "../../core/feature.ts";
import { pictureType } from "../../core/media.ts";
import { people } from "../../people/tables.ts";
import { contentHash } from "../../wire/content-hash.ts";
import type { HomeSignature, NoticeCard, NoticeSignatures } from "./card.ts";
import { cardOf } from "./describe.ts";
import { composeEntries, publish } from "./home-compose.ts";
import { followUpEntries } from "./home-follow-up.ts";
import { findByPublicId, type Notice, withParts } from "./notices.ts";
import { canSign, isRecipient } from "./policy.ts";
import { authorsOf, photosOf } from "./rendered.ts";
import { placesOf, type Roster, rosterOn } from "./roster.ts";
import { markRead, signNotice } from "./signatures.ts";
import { noticeSignatures, notices, signatureSheets } from "./tables.ts";
import type { Target } from "./targets.ts";

type Box = Pick<Deps, "db" | "clock">;

/** What was published this school year and not withdrawn. */
const publishedThisYear = (db: Db): Notice[] =>
  withParts(
    db,
    db
      .select()
      .from(notices)
      .where(and(eq(notices.state, "published"), gte(notices.publishedAt, placesOf(db).yearStartsOn)))
      .orderBy(desc(notices.publishedSeq))
      .all(),
  );

const channelOf = ({ type, targetId }: Target): ChannelRef => {
  if (type === "school") return { type };
  return { type: type === "pupil" ? "child" : type, id: targetId };
};

/** The data of an entry must be a plain record; the card is one. */
const record = (card: NoticeCard): Record<string, unknown> => ({ ...card });

/**
 * Where a notice is read: by the families it is for and, where it is for one child, by the child and by the teachers of its classes,
 * in channels of their own, since what else a child's channel holds is for neither.
 */
const channelsOf = ({ targets }: Notice, roster: Roster): ChannelRef[] =>
  targets.flatMap((target): ChannelRef[] => {
    if (target.type !== "pupil") return [channelOf(target)];
    const teams = roster.pupils.get(target.targetId)?.placeIds ?? [];
    const beside = teams.map((id): ChannelRef => ({ type: "team", id }));
    return [channelOf(target), { type: "person", id: target.targetId }, ...beside];
  });

const noticeEntries = function* ({ db, clock, isRead }: HomeReading): Iterable<HomeEntry> {
  const list = publishedThisYear(db);
  const authors = authorsOf(db, list);
  const places = placesOf(db);
  const roster = rosterOn(db, clock.today());
  for (const notice of list) {
    const told = { author: authors.get(notice.authorId) ?? "", places, timeZone: clock.timeZone };
    const alts = photosOf(notice);
    const entry = {
      kind: "liaison.notice",
      id: notice.publicId,
      at: notice.publishedAt ?? notice.createdAt,
      order: notice.publishedSeq ?? 0,
      data: record(cardOf(notice, told)),
      media: notice.photos.map(({ sha256, thumbSha256, size }, place) => ({
        sha256,
        thumbSha256,
        size,
        type: pictureType,
        alt: alts[place]?.alt ?? "",
      })),
      actions: notice.signature === "none" ? ["read"] : ["sign", "read"],
      contentHash: notice.contentHash,
    };
    for (const channel of channelsOf(notice, roster)) if (isRead(channel)) yield { ...entry, channel };
  }
};

/** Sheets tell of notices so many days back, and of so many at most. */
const sheetDays = 100;
const sheetNotices = 100;

interface Signed extends Omit<HomeSignature, "by" | "byLabel"> {
  readonly guardianId: string;
  readonly pupilId: string;
  readonly noticePublicId: string;
}

const recentSignatures = ({ db, clock }: Box): Map<string, Signed[]> =>
  Map.groupBy(
    db
      .select({
        pupilId: noticeSignatures.pupilId,
        guardianId: noticeSignatures.guardianId,
        at: noticeSignatures.at,
        contentHash: noticeSignatures.contentHash,
        noticePublicId: notices.publicId,
      })
      .from(notices)
      .innerJoin(noticeSignatures, eq(noticeSignatures.noticeId, notices.id))
      .where(and(eq(notices.state, "published"), gte(notices.publishedAt, dayPlus(clock.today(), -sheetDays))))
      .orderBy(desc(notices.publishedSeq), noticeSignatures.id)
      .all(),
    ({ pupilId }) => pupilId,
  );

const sheetOf = (roster: Roster, pupilId: string, signed: readonly Signed[]): Record<string, unknown> => {
  const known = roster.pupils.get(pupilId)?.guardians ?? [];
  const guardians = new Map(known.map((guardian) => [guardian.id, guardian]));
  const byNotice = [...Map.groupBy(signed, ({ noticePublicId }) => noticePublicId)].slice(0, sheetNotices);
  const signatures = (list: readonly Signed[]): HomeSignature[] =>
    list.flatMap(({ guardianId, at, contentHash: hash }) => {
      const guardian = guardians.get(guardianId);
      return guardian ? [{ by: guardian.publicId, byLabel: guardian.byLabel, at, contentHash: hash }] : [];
    });
  const sheet: NoticeSignatures = {
    signers: known.filter(({ maySign }) => maySign).length,
    notices: Object.fromEntries(byNotice.map(([id, list]) => [id, signatures(list)])),
  };
  return { ...sheet };
};

const sheetEntries = function* (box: Box): Iterable<HomeEntry> {
  const signed = recentSignatures(box);
  const roster = rosterOn(box.db, box.clock.today());
  for (const { pupilId, publicId, createdAt } of box.db.select().from(signatureSheets).all()) {
    if (!roster.pupils.has(pupilId)) continue;
    const data = sheetOf(roster, pupilId, signed.get(pupilId) ?? []);
    yield {
      channel: { type: "child", id: pupilId },
      kind: "liaison.signatures",
      id: publicId,
      at: createdAt,
      order: null,
      data,
      media: [],
      actions: [],
      contentHash: contentHash(data),
    };
  }
};

const entries = function* (reading: HomeReading): Iterable<HomeEntry> {
  yield* noticeEntries(reading);
  yield* composeEntries(reading);
  yield* followUpEntries(reading);
  yield* sheetEntries(reading);
};

const noticeFor = (doing: Doing, publicId: string): Notice => {
  const notice = findByPublicId(doing, publicId);
  if (notice?.state !== "published") throw new NotFound("Ce mot n’est plus affiché\u00a0: l’école l’a retiré.");
  return notice;
};

/** The child's id on the box; undefined when it is no child of this guardian. */
const childOf = ({ db, actor }: Doing, publicId: unknown): string | undefined => {
  if (typeof publicId !== "string") return undefined;
  const id = db.select({ id: people.id }).from(people).where(eq(people.publicId, publicId)).get()?.id;
  return actor.childIds.find((childId) => childId === id);
};

const sign: FromHome["actions"][string] = {
  run: (doing, { entry, contentHash: seenHash, fields }) => {
    const notice = noticeFor(doing, entry);
    const child = childOf(doing, fields.child);
    if (child === undefined || !canSign(doing, notice, child))
      throw new Forbidden("Seul un responsable qui a l’autorité parentale signe pour cet enfant.");
    signNotice(doing, notice, child, seenHash, "home");
    markRead(doing, notice);
  },
};

const read: FromHome["actions"][string] = {
  run: (doing, { entry, contentHash: seenHash }) => {
    const notice = noticeFor(doing, entry);
    if (!isRecipient(doing, notice)) throw new Forbidden("Ce mot ne vous est pas adressé.");
    if (seenHash !== notice.contentHash) throw new Conflict("Le mot a été corrigé depuis.");
    markRead(doing, notice);
  },
};

const kinds: FromHome["kinds"] = {
  "liaison.notice": {
    as: "card",
    view: "liaison/_card",
    pupilView: "liaison/_pupil-card",
    readers: ["guardian", "staff", "pupil"],
  },
  "liaison.signatures": { as: "data", view: "", readers: ["guardian"] },
  "liaison.follow-up": { as: "beside", view: "liaison/_home-follow-up", readers: ["staff"] },
  "liaison.compose": {
    as: "form",
    view: "liaison/_compose",
    readers: ["staff"],
    form: { title: "Écrire un mot", icon: "pen-line", action: "publish" },
  },
};

export const fromHome: FromHome = {
  kinds,
  entries,
  actions: { sign, read, publish },
  after: [
    "notice.published",
    "notice.corrected",
    "notice.withdrawn",
    "notice.restored",
    "notice.signed",
    "notice.unsigned",
  ],
};
