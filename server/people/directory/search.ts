import { eq, sql } from "drizzle-orm";
import { compareNames, familyName, withoutAccents } from "../names.ts";
import { people, pupils } from "../tables.ts";
import type { Reading } from "./entries.ts";

const most = 30;

/** Whoever bears these names or whose child or guardian does, gone or not: a word of a name is enough, accents are ignored. By name, at most thirty. */
export const searchPeople = ({ db }: Reading, query: string, who: "adults" | "pupils") => {
  const words = withoutAccents(query)
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  if (words.length === 0) return [];
  return db
    .select({
      id: people.id,
      title: people.title,
      lastName: people.lastName,
      usageName: people.usageName,
      firstName: people.firstName,
      birthDate: pupils.birthDate,
      mobilePhone: people.mobilePhone,
      leftOn: people.leftOn,
      /** Names of children or guardians. */
      kin: sql<string>`coalesce((select group_concat(other.first_name || ' ' || other.last_name, ', ') from guardianships
        join people as other on other.id = case when guardian_id = people.id then pupil_id else guardian_id end
        where guardian_id = people.id or pupil_id = people.id), '')`,
    })
    .from(people)
    .leftJoin(pupils, eq(pupils.personId, people.id))
    .where(who === "pupils" ? sql`${pupils.personId} is not null` : sql`${pupils.personId} is null`)
    .all()
    .filter(({ lastName, usageName, firstName, kin }) => {
      const name = withoutAccents(`${lastName} ${usageName ?? ""} ${firstName} ${kin}`);
      return words.every((word) => name.includes(word));
    })
    .sort((a, b) => compareNames(familyName(a), familyName(b)) || compareNames(a.firstName, b.firstName))
    .slice(0, most);
};
export type FoundPerson = ReturnType<typeof searchPeople>[number];
