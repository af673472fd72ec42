import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Doing } from "../../core/feature.ts";
import { accounts, people, pupils, staff } from "../tables.ts";

export type Reading = Pick<Doing, "db" | "clock">;

/** Somebody named inside somebody else's line: a child of a guardian, a guardian of a child, a teacher of a class. */
export interface Mention {
  readonly id: string;
  readonly title: string | null;
  readonly lastName: string;
  readonly usageName: string | null;
  readonly firstName: string;
  readonly email: string | null;
  readonly mobilePhone: string | null;
  readonly homePhone: string | null;
}

const holds = (table: string, day: string): SQL =>
  sql`${sql.raw(table)}.starts_on <= ${day} and (${sql.raw(table)}.ends_on is null or ${sql.raw(table)}.ends_on >= ${day})`;

const parsed = <T>(text: SQL) => sql<T>`${text}`.mapWith((json: string): T => JSON.parse(json));

/** Labels of the classes or groups in which the row's person is today; correlated with `people`. */
const labels = (kind: "classroom" | "group", day: string) => {
  const table = sql.raw(kind === "classroom" ? "classrooms" : "groups");
  const key = sql.raw(`${kind}_id`);
  return sql<string>`(select coalesce(group_concat(label, ', '), '') from (
    select distinct place.label from memberships join ${table} as place on place.id = memberships.${key}
    where memberships.person_id = people.id and ${holds("memberships", day)} order by place.label))`;
};

/** Ids of the same classes: what a link and a filter need. */
const classroomIds = (day: string) =>
  parsed<string[]>(sql`(select json_group_array(classroom_id) from memberships
    where person_id = people.id and classroom_id is not null and ${holds("memberships", day)})`);

const mention =
  sql.raw(`json_object('id', other.id, 'title', other.title, 'lastName', other.last_name, 'usageName', other.usage_name,
  'firstName', other.first_name, 'email', other.email, 'mobilePhone', other.mobile_phone, 'homePhone', other.home_phone)`);

/** The other end of the row's guardianships in force. */
const relatives = (mine: "guardian_id" | "pupil_id", day: string) => {
  const theirs = sql.raw(mine === "guardian_id" ? "pupil_id" : "guardian_id");
  return parsed<Mention[]>(sql`(select json_group_array(${mention}) from guardianships
    join people as other on other.id = guardianships.${theirs}
    where guardianships.${sql.raw(mine)} = people.id and ${holds("guardianships", day)})`);
};

/** Of the school today, or gone from it. */
export type Presence = "here" | "left";

export const isPresent = (presence: Presence, day: string): SQL =>
  presence === "here" ? sql`(people.left_on is null or people.left_on >= ${day})` : sql`(people.left_on < ${day})`;

const person = {
  id: people.id,
  title: people.title,
  lastName: people.lastName,
  usageName: people.usageName,
  firstName: people.firstName,
  email: people.email,
  homePhone: people.homePhone,
  workPhone: people.workPhone,
  mobilePhone: people.mobilePhone,
  address: people.address,
  postcode: people.postcode,
  city: people.city,
  leftOn: people.leftOn,
};

/** Every pupil with class, groups and guardians: one query, however many they are. */
export const readPupils = ({ db, clock }: Reading, presence: Presence) => {
  const day = clock.today();
  return db
    .select({
      ...person,
      birthDate: pupils.birthDate,
      sex: pupils.sex,
      ine: pupils.ine,
      classroom: labels("classroom", day),
      classroomIds: classroomIds(day),
      level: sql<string>`coalesce((select level from memberships where person_id = people.id and classroom_id is not null
        and ${holds("memberships", day)} order by starts_on desc limit 1), '')`,
      groups: labels("group", day),
      guardians: relatives("pupil_id", day),
    })
    .from(pupils)
    .innerJoin(people, eq(people.id, pupils.personId))
    .where(isPresent(presence, day))
    .all();
};
export type PupilEntry = ReturnType<typeof readPupils>[number];

/** Every guardian with the children of today: one query. */
export const readGuardians = ({ db, clock }: Reading, presence: Presence) => {
  const day = clock.today();
  return db
    .select({
      ...person,
      children: relatives("guardian_id", day),
      classrooms: sql<string>`(select coalesce(group_concat(label, ', '), '') from (
        select distinct classrooms.label from guardianships
        join memberships on memberships.person_id = guardianships.pupil_id and ${holds("memberships", day)}
        join classrooms on classrooms.id = memberships.classroom_id
        where guardianships.guardian_id = people.id and ${holds("guardianships", day)} order by classrooms.label))`,
      hasSheet: sql<number>`exists (select 1 from access_keys where person_id = people.id and revoked_at is null)`,
    })
    .from(people)
    .where(and(sql`people.id in (select guardian_id from guardianships)`, isPresent(presence, day)))
    .all();
};
export type GuardianEntry = ReturnType<typeof readGuardians>[number];

/** Everybody who works at the school, with their classes and how far their account has come: one query. */
export const readTeam = ({ db, clock }: Reading, presence: Presence) => {
  const day = clock.today();
  return db
    .select({
      ...person,
      post: staff.post,
      isHead: staff.isHead,
      login: sql<string>`coalesce(${accounts.login}, '')`,
      isActive: sql<number>`${accounts.passwordHash} is not null`,
      classrooms: labels("classroom", day),
      groups: labels("group", day),
    })
    .from(staff)
    .innerJoin(people, eq(people.id, staff.personId))
    .leftJoin(accounts, eq(accounts.personId, staff.personId))
    .where(isPresent(presence, day))
    .all();
};
export type TeamEntry = ReturnType<typeof readTeam>[number];
