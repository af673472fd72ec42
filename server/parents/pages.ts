import { desc, eq, isNull, or, sql } from "drizzle-orm";
import { type Tx, write } from "../core/db.ts";
import type { EntryRef, Made, ObjectRef, Page } from "../wire/index.ts";
import { keyToSealWith, soilChannel } from "./channels.ts";
import { sendObjects, unlist } from "./objects.ts";
import type { Sync } from "./sync.ts";
import { channelReaders, channels, inbox, pages, publishedAnswers, publishedEntries } from "./tables.ts";

const atOnce = 8;
const receiptsTold = 1000;

type PageRow = typeof pages.$inferSelect;

/** Seals and sends the pages whose entries have changed. */
export const publishPages = async (sync: Sync): Promise<void> => {
  const dirty = sync.db.select().from(pages).where(eq(pages.isDirty, true)).all();
  for (let i = 0; i < dirty.length; i += atOnce) {
    const sealed: { row: PageRow; made: Made<ObjectRef> }[] = [];
    for (const row of dirty.slice(i, i + atOnce)) {
      const page = pageOf(sync, row);
      if (page.entries.length === 0) write(sync, (tx) => dropPage(tx, row));
      else sealed.push({ row, made: await sync.apart.run("page", { page, key: keyToSealWith(sync, row.channelId) }) });
    }
    await sendObjects(
      sync,
      sealed.map(({ made }) => made),
      (tx) => sealed.forEach(({ row, made }) => void notePage(tx, row, made)),
    );
  }
};

const pageOf = ({ db }: Sync, { id, channelId }: PageRow): Page => ({
  v: 1,
  channel: channelId,
  entries: db
    .select()
    .from(publishedEntries)
    .where(eq(publishedEntries.pageId, id))
    .orderBy(sql`${publishedEntries.order} desc nulls first`, desc(publishedEntries.at), publishedEntries.entryId)
    .all()
    .map(
      ({ object, sha256, key, entryId, kind, at, updatedAt, visibleFrom, order }): EntryRef => ({
        object,
        sha256,
        key,
        id: entryId,
        kind,
        at,
        ...(updatedAt !== null && { updatedAt }),
        ...(visibleFrom !== null && { visibleFrom }),
        ...(order !== null && { order }),
      }),
    ),
});

const notePage = (tx: Tx, { id, object, channelId }: PageRow, made: Made<ObjectRef>): void => {
  unlist(tx, object);
  tx.update(pages)
    .set({ ...made.ref, isDirty: false })
    .where(eq(pages.id, id))
    .run();
  soilChannel(tx, channelId);
};

const dropPage = (tx: Tx, { id, object, channelId }: PageRow): void => {
  unlist(tx, object);
  tx.delete(pages).where(eq(pages.id, id)).run();
  soilChannel(tx, channelId);
};

/** People who replied and whose own channel does not say yet what became of it. */
const unanswered = ({ db }: Sync) =>
  db
    .select({ channelId: channels.id, personId: channels.refId, upTo: sql<number>`max(${inbox.seq})` })
    .from(channels)
    .innerJoin(inbox, eq(inbox.personId, channels.refId))
    .innerJoin(channelReaders, eq(channelReaders.channelId, channels.id))
    .leftJoin(publishedAnswers, eq(publishedAnswers.channelId, channels.id))
    .where(eq(channels.type, "person"))
    .groupBy(channels.id)
    .having(or(isNull(publishedAnswers.upTo), sql`max(${inbox.seq}) > ${publishedAnswers.upTo}`))
    .all();

export const countUnanswered = (sync: Sync): number => unanswered(sync).length;

/** Seals and sends the receipts of those whose replies came in. */
export const publishAnswers = async (sync: Sync): Promise<void> => {
  for (const { channelId, personId, upTo } of unanswered(sync)) {
    const answers = { v: 1 as const, channel: channelId, receipts: receiptsOf(sync, personId), answers: [] };
    const made = await sync.apart.run("answers", { answers, key: keyToSealWith(sync, channelId) });
    await sendObjects(sync, [made], (tx) => {
      const former = tx.select().from(publishedAnswers).where(eq(publishedAnswers.channelId, channelId)).get();
      unlist(tx, former?.object);
      const row = { upTo, ...made.ref };
      tx.insert(publishedAnswers)
        .values({ channelId, ...row })
        .onConflictDoUpdate({ target: publishedAnswers.channelId, set: row })
        .run();
      soilChannel(tx, channelId);
    });
  }
};

const receiptsOf = ({ db }: Sync, personId: string) =>
  db
    .select()
    .from(inbox)
    .where(eq(inbox.personId, personId))
    .orderBy(desc(inbox.seq))
    .limit(receiptsTold)
    .all()
    .map(({ messageId, state, at, reason }) => ({
      messageId,
      state,
      at,
      ...(reason !== null && { reason: reason.slice(0, 300) }),
    }));
