import { and, desc, eq, isNotNull, isNull, not, or, sql } from "drizzle-orm";
import { isOneOf, type Tx, write } from "../core/db.ts";
import type { ChannelRef } from "../core/feature.ts";
import { type EntryRef, filledPage, type Made, type ObjectRef, type Page } from "../wire/index.ts";
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
    const sealed: { row: PageRow; page: Page; made: Made<ObjectRef> }[] = [];
    for (const row of dirty.slice(i, i + atOnce)) {
      const key = keyToSealWith(sync, row.channelId);
      const page = pageOf(sync, row, key.n);
      if (page.entries.length === 0) write(sync, (tx) => dropPage(tx, row));
      else sealed.push({ row, page, made: await sync.apart.run("page", { page, key }) });
    }
    await sendObjects(
      sync,
      sealed.map(({ made }) => made),
      (tx) => sealed.forEach(({ row, page, made }) => void notePage(tx, row, page, made)),
    );
  }
};

const pageOf = ({ db }: Sync, { id, channelId }: PageRow, key: number): Page => {
  const rows = db
    .select()
    .from(publishedEntries)
    .where(eq(publishedEntries.pageId, id))
    .orderBy(sql`${publishedEntries.order} desc nulls first`, desc(publishedEntries.at), publishedEntries.entryId)
    .all();
  const here = new Map(rows.flatMap((row) => (row.here === null ? [] : [[row.entryId, row.here] as const])));
  return filledPage(channelId, rows.map(refOf), key, here);
};

const refOf = (row: typeof publishedEntries.$inferSelect): EntryRef => ({
  object: row.object,
  sha256: row.sha256,
  key: row.key,
  id: row.entryId,
  kind: row.kind,
  at: row.at,
  ...(row.updatedAt !== null && { updatedAt: row.updatedAt }),
  ...(row.visibleFrom !== null && { visibleFrom: row.visibleFrom }),
  ...(row.order !== null && { order: row.order }),
});

/** Entries that the page had no room for are not held any longer. */
const notePage = (tx: Tx, { id, object, channelId }: PageRow, page: Page, made: Made<ObjectRef>): void => {
  unlist(tx, object);
  const inside = page.entries.filter(({ here }) => here !== undefined).map((entry) => entry.id);
  tx.update(publishedEntries)
    .set({ here: null })
    .where(
      and(
        eq(publishedEntries.pageId, id),
        isNotNull(publishedEntries.here),
        not(isOneOf(publishedEntries.entryId, inside)),
      ),
    )
    .run();
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

/** The channel that tells what became of a reply: its writer's own, of the sheet that it was written with. */
const ownChannel = sql<ChannelRef["type"]>`case ${inbox.sheet} when 'staff' then 'post' else 'person' end`;

/** People who replied and whose own channel does not say yet what became of it. */
const unanswered = ({ db }: Sync) =>
  db
    .select({
      channelId: channels.id,
      type: channels.type,
      personId: channels.refId,
      upTo: sql<number>`max(${inbox.seq})`,
    })
    .from(channels)
    .innerJoin(inbox, and(eq(inbox.personId, channels.refId), eq(channels.type, ownChannel)))
    .innerJoin(channelReaders, eq(channelReaders.channelId, channels.id))
    .leftJoin(publishedAnswers, eq(publishedAnswers.channelId, channels.id))
    .groupBy(channels.id)
    .having(or(isNull(publishedAnswers.upTo), sql`max(${inbox.seq}) > ${publishedAnswers.upTo}`))
    .all();

export const countUnanswered = (sync: Sync): number => unanswered(sync).length;

/** Seals and sends the receipts of those whose replies came in. */
export const publishAnswers = async (sync: Sync): Promise<void> => {
  for (const { channelId, type, personId, upTo } of unanswered(sync)) {
    const answers = { v: 1 as const, channel: channelId, receipts: receiptsOf(sync, personId, type), answers: [] };
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

const receiptsOf = ({ db }: Sync, personId: string, type: ChannelRef["type"]) =>
  db
    .select()
    .from(inbox)
    .where(and(eq(inbox.personId, personId), eq(ownChannel, type)))
    .orderBy(desc(inbox.seq))
    .limit(receiptsTold)
    .all()
    .map(({ messageId, state, at, reason }) => ({
      messageId,
      state,
      at,
      ...(reason !== null && { reason: reason.slice(0, 300) }),
    }));
