import { sql } from "drizzle-orm";
import type { Db } from "../../core/db.ts";
import type { Brought, Obstacle } from "../../core/feature.ts";

const counted = (count: number, one: string, many: string): Obstacle[] =>
  count === 0 ? [] : [{ text: `${count} ${count === 1 ? one : many}`, href: "/liaison" }];

/** Notices written by or for people and classes of an import, and what families have signed and read. */
export const builtOn = ({ db }: { db: Db }, { personIds, classroomIds, yearIds }: Brought): Obstacle[] => {
  const people = JSON.stringify(personIds);
  const targets = JSON.stringify([...personIds, ...classroomIds, ...yearIds]);
  const amount = (from: ReturnType<typeof sql>): number =>
    db.get<{ n: number }>(sql`select count(*) as n from ${from}`).n;
  const written = amount(sql`notices where author_id in (select value from json_each(${people}))
    or id in (select notice_id from notice_targets where target_id in (select value from json_each(${targets})))`);
  const signed = amount(sql`notice_signatures where guardian_id in (select value from json_each(${people}))
    or pupil_id in (select value from json_each(${people}))`);
  const read = amount(sql`notice_readings where person_id in (select value from json_each(${people}))`);
  return [
    ...counted(written, "mot écrit depuis", "mots écrits depuis"),
    ...counted(signed, "signature de mot", "signatures de mots"),
    ...counted(read, "lecture de mot", "lectures de mots"),
  ];
};
