import { and, asc, desc, eq, inArray, type SQL, sql } from "drizzle-orm";
import { type Db, found, isOneOf } from "../../core/db.ts";
import type { Doing } from "../../core/feature.ts";
import { visibleNotices } from "./policy.ts";
import { type NoticePhoto, type NoticeRow, noticePhotos, notices, noticeTargets } from "./tables.ts";
import type { Target } from "./targets.ts";

type Reader = Pick<Doing, "db" | "clock" | "actor">;

/** A notice with its recipients and photos. */
export interface Notice extends NoticeRow {
  readonly targets: readonly Target[];
  readonly photos: readonly NoticePhoto[];
}

/** Adds recipients and photos to notices: two queries, however many there are. */
export const withParts = (db: Db, rows: readonly NoticeRow[]): Notice[] => {
  const ids = rows.map(({ id }) => id);
  const targets = Map.groupBy(
    db.select().from(noticeTargets).where(isOneOf(noticeTargets.noticeId, ids)).all(),
    ({ noticeId }) => noticeId,
  );
  const photos = Map.groupBy(
    db
      .select()
      .from(noticePhotos)
      .where(isOneOf(noticePhotos.noticeId, ids))
      .orderBy(asc(noticePhotos.noticeId), asc(noticePhotos.position))
      .all(),
    ({ noticeId }) => noticeId,
  );
  return rows.map((row) => ({ ...row, targets: targets.get(row.id) ?? [], photos: photos.get(row.id) ?? [] }));
};

/** The notice, if it exists for this person. Throws NotFound. */
export const getNotice = (reader: Reader, id: string): Notice => {
  const row = reader.db
    .select()
    .from(notices)
    .where(and(eq(notices.id, id), visibleNotices(reader)))
    .get();
  const [notice] = withParts(reader.db, [found(row)]);
  return found(notice);
};

/** The same by its name on the wire; undefined when it does not exist for this person. */
export const findByPublicId = (reader: Reader, publicId: string): Notice | undefined => {
  const row = reader.db
    .select()
    .from(notices)
    .where(and(eq(notices.publicId, publicId), visibleNotices(reader)))
    .get();
  return row && withParts(reader.db, [row])[0];
};

export type State = NoticeRow["state"];

export interface Filter {
  readonly state: State;
  /** A class, group or child that it must be for; "" for all. */
  readonly targetIds: readonly string[];
  readonly search: string;
  readonly skip: number;
  readonly limit: number;
}

/** A word in title or text, whatever the case; % and _ are letters like others. */
const contains = (search: string): SQL => {
  const pattern = `%${search.replace(/[\\%_]/g, "\\$&")}%`;
  return sql`(${notices.title} like ${pattern} escape '\\' or ${notices.body} like ${pattern} escape '\\')`;
};

const isFor = (targetIds: readonly string[]): SQL =>
  sql`${notices.id} in (select notice_id from notice_targets where target_id in (select value from json_each(${JSON.stringify(targetIds)})))`;

/** Drafts and withdrawn notices are found by their author, except by the head, who also sees what was withdrawn. */
const inState = ({ actor }: Reader, state: State): SQL | undefined => {
  if (state === "published" || (state === "withdrawn" && actor.isHead)) return eq(notices.state, state);
  return and(eq(notices.authorId, actor.id), eq(notices.state, state));
};

/**
 * Visible notices, newest first: always three queries, whatever the number. Put in order by their ids alone and read whole
 * afterwards: sorting a teacher's three years with their texts takes three times as long.
 */
export const listNotices = (reader: Reader, filter: Filter): Notice[] => {
  const newest = reader.db
    .select({ id: notices.id })
    .from(notices)
    .where(
      and(
        inState(reader, filter.state),
        visibleNotices(reader),
        filter.targetIds.length > 0 ? isFor(filter.targetIds) : undefined,
        filter.search === "" ? undefined : contains(filter.search),
      ),
    )
    .orderBy(desc(notices.publishedSeq), desc(notices.id))
    .limit(filter.limit)
    .offset(filter.skip);
  const rows = reader.db
    .select()
    .from(notices)
    .where(inArray(notices.id, newest))
    .orderBy(desc(notices.publishedSeq), desc(notices.id))
    .all();
  return withParts(reader.db, rows);
};
