import { count, eq } from "drizzle-orm";
import { type Tx, write } from "../../core/db.ts";
import { Invalid } from "../../core/errors.ts";
import { record } from "../../core/events.ts";
import type { Doing } from "../../core/feature.ts";
import { newId } from "../../core/ids.ts";
import { nthAvatar } from "../avatars.ts";
import { relationColumns, standardRelation } from "../families/kinds.ts";
import { newPerson } from "../import/write-people.ts";
import { claimLogin } from "../login.ts";
import { accounts, guardianships, memberships, people, pupils, school, staff } from "../tables.ts";
import { checkIne, noteCorrections, type PersonFields, type PupilFields } from "./corrections.ts";
import { addMembership, checkDay, type Move } from "./placing.ts";

type Kind = (typeof guardianships.$inferSelect)["kind"];
type Post = (typeof staff.$inferSelect)["post"];

/** A person and an account without password, inside a verb's transaction. Returns the id. */
export const insertPerson = (tx: Tx, { clock }: Doing, fields: PersonFields, leftOn: string | null = null): string => {
  const person = { ...newPerson(fields, clock.iso()), leftOn };
  tx.insert(people).values(person).run();
  const taken = tx.select({ login: accounts.login }).from(accounts).all();
  const login = claimLogin(
    person.firstName,
    person.usageName ?? person.lastName,
    new Set(taken.map((account) => account.login)),
  );
  tx.insert(accounts).values({ personId: person.id, login }).run();
  return person.id;
};

/** Links a guardian to a child. « Une décision de justice ? » is asked again before letters go out. */
export const link = (tx: Tx, doing: Doing, guardianId: string, pupilId: string, kind: Kind): void => {
  const id = newId();
  const row = { id, guardianId, pupilId, ...relationColumns(standardRelation(kind, doing.clock.today())) };
  if (tx.insert(guardianships).values(row).onConflictDoNothing().run().changes === 0)
    throw new Invalid("responsable", "Cette personne est déjà responsable de cet enfant.");
  tx.update(school).set({ authorityReviewedAt: null }).run();
  record(tx, doing.actor, "guardianship.added", { guardianshipId: id, guardianId, pupilId });
};

export interface NewGuardian {
  readonly person: PersonFields;
  readonly kind: Kind;
}

const insertGuardian = (tx: Tx, doing: Doing, { person, kind }: NewGuardian, pupilIds: readonly string[]): string => {
  const id = insertPerson(tx, doing, person);
  record(tx, doing.actor, "guardian.created", { personId: id });
  for (const pupilId of pupilIds) link(tx, doing, id, pupilId, kind);
  return id;
};

export interface NewPupil {
  readonly person: PersonFields;
  readonly pupil: PupilFields;
  readonly move: Move | null;
  /** Guardians who are known already: a brother joins his sister's parents. */
  readonly guardianIds: readonly string[];
  readonly guardians: readonly NewGuardian[];
}

/** A new pupil with class and guardians, all or nothing. Returns the id. Throws Invalid. */
export const createPupil = (doing: Doing, wanted: NewPupil): string =>
  write(doing, (tx) => {
    const { person, pupil, move, guardianIds, guardians } = wanted;
    checkIne(tx, pupil.ine, "");
    const others = tx.select({ n: count() }).from(pupils).get()?.n ?? 0;
    const personId = insertPerson(tx, doing, person);
    tx.insert(pupils)
      .values({ personId, ...pupil, avatar: nthAvatar(others) })
      .run();
    record(tx, doing.actor, "pupil.created", { personId });
    if (move !== null) {
      const { classroomId, level, from } = move;
      checkDay(tx, classroomId, from, "depuis");
      tx.insert(memberships).values({ id: newId(), personId, classroomId, as: "pupil", level, startsOn: from }).run();
    }
    for (const guardianId of guardianIds) link(tx, doing, guardianId, personId, "parent");
    for (const guardian of guardians) insertGuardian(tx, doing, guardian, [personId]);
    return personId;
  });

/** A new guardian of these children. Returns the id. */
export const createGuardian = (doing: Doing, guardian: NewGuardian, pupilIds: readonly string[]): string =>
  write(doing, (tx) => insertGuardian(tx, doing, guardian, pupilIds));

/** Somebody who is known becomes a child's guardian. Throws Invalid("responsable") when they are already. */
export const linkGuardian = (doing: Doing, guardianId: string, pupilId: string, kind: Kind): void =>
  write(doing, (tx) => link(tx, doing, guardianId, pupilId, kind));

export interface NewMember {
  readonly person: PersonFields;
  readonly post: Post;
  readonly classroomIds: readonly string[];
  /** Null: until further notice. Else the account works up to and including this day. */
  readonly lastDay: string | null;
}

/** Inserts a member of staff inside a verb's transaction. */
export const insertMember = (tx: Tx, doing: Doing, { person, post, classroomIds, lastDay }: NewMember): string => {
  const personId = insertPerson(tx, doing, person, lastDay);
  tx.insert(staff).values({ personId, post }).run();
  if (lastDay !== null) noteCorrections(tx, doing, personId, [{ field: "leftOn", before: null, after: lastDay }]);
  record(tx, doing.actor, "staff.created", { personId });
  const as = post === "teacher" ? "teacher" : "staff";
  for (const classroomId of classroomIds)
    addMembership(tx, doing, personId, {
      place: { classroomId },
      as,
      from: doing.clock.today(),
      until: lastDay,
    });
  return personId;
};

/** A teacher, an ATSEM, a technician or a guest, with or without class. Returns the id. */
export const createMember = (doing: Doing, member: NewMember): string =>
  write(doing, (tx) => insertMember(tx, doing, member));

/** Whether this person is of the staff: what a class may be entrusted to. */
export const postOf = (tx: Pick<Tx, "select">, personId: string): Post | undefined =>
  tx.select({ post: staff.post }).from(staff).where(eq(staff.personId, personId)).get()?.post;
