import { eq, sql } from "drizzle-orm";
import { found } from "../../core/db.ts";
import type { Doing } from "../../core/feature.ts";
import { issueActivationCode } from "../../people/credentials.ts";
import { compareNames, familyName } from "../../people/names.ts";
import { accounts, people, staff } from "../../people/tables.ts";

type Reading = Pick<Doing, "db" | "clock">;

/** A member of staff and how far their account has come. */
export interface Member {
  readonly person: typeof people.$inferSelect;
  readonly login: string;
  readonly isHead: boolean;
  readonly post: (typeof staff.$inferSelect)["post"];
  readonly hasPassword: boolean;
  readonly hasCode: boolean;
}

const isHere = (day: string) => sql`(${people.leftOn} is null or ${people.leftOn} >= ${day})`;

/** Everybody who works at the school, by name. */
export const listTeam = ({ db, clock }: Reading): Member[] =>
  db
    .select({ person: people, account: accounts, post: staff.post, isHead: staff.isHead })
    .from(staff)
    .innerJoin(people, eq(people.id, staff.personId))
    .innerJoin(accounts, eq(accounts.personId, staff.personId))
    .where(isHere(clock.today()))
    .all()
    .map(({ person, account, post, isHead }) => ({
      person,
      post,
      isHead,
      login: account.login,
      hasPassword: account.passwordHash !== null,
      hasCode: account.activationHash !== null,
    }))
    .sort((a, b) => compareNames(familyName(a.person), familyName(b.person)));

export const getMember = (reading: Reading, personId: string): Member =>
  found(listTeam(reading).find(({ person }) => person.id === personId));

export interface MemberCode {
  readonly member: Member;
  readonly code: string;
  /** ISO 8601; null while the clock cannot be trusted. */
  readonly expiresAt: string | null;
}

/** A fresh activation code for each; the codes printed before stop working. */
export const issueCodes = (doing: Doing, members: readonly Member[]): MemberCode[] =>
  members.map((member) => {
    const code = issueActivationCode(doing, member.person.id);
    const account = doing.db.select().from(accounts).where(eq(accounts.personId, member.person.id)).get();
    return { member, code, expiresAt: account?.activationExpiresAt ?? null };
  });
