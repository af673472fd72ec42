import { sql } from "drizzle-orm";
import type { Db } from "../core/db.ts";
import { keptUntilWrite } from "../core/kept.ts";

const read = (db: Db, personId: string): string[] => {
  const rows = db.all<{ place: string; year: string }>(sql`
    select coalesce(m.classroom_id, m.group_id) as place, y.id as year
      from memberships m
      left join classrooms c on c.id = m.classroom_id
      left join "groups" g on g.id = m.group_id
      join school_years y on y.id = coalesce(c.school_year_id, g.school_year_id)
     where m.person_id = ${personId} and m."as" in ('teacher', 'staff') and y.is_current = 0 and m.ends_on >= y.ends_on`);
  return [...new Set(rows.flatMap(({ place, year }) => [place, year]))];
};

const kept = keptUntilWrite<string[]>(100);

/**
 * Ids of the classes and groups that a member of staff had when a former year ended, and of these years: what was told there
 * stays readable to them. Whoever left the class before its year ended is not among them. Kept until the next write.
 */
export const pastPlacesOf = (db: Db, personId: string): readonly string[] =>
  kept(db, personId, () => read(db, personId));
