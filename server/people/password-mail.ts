import { and, eq, isNotNull, or, sql } from "drizzle-orm";
import { TooMany } from "../core/errors.ts";
import type { Deps } from "../core/feature.ts";
import type { Letter, MailPort } from "../core/mail.ts";
import { loadActor } from "./actor.ts";
import { lanUrls } from "./lan.ts";
import { openReset } from "./password-resets.ts";
import { Pauses } from "./pauses.ts";
import { theSchool } from "./school.ts";
import { tidyLogin } from "./sign-in.ts";
import { accounts, people } from "./tables.ts";

type At = Pick<Deps, "db" | "clock" | "config">;
type Mailing = At & { readonly mail: MailPort };

interface Mailed {
  readonly personId: string;
  readonly login: string;
  readonly email: string;
}

/** Three letters for one person, then longer and longer waits: nobody's mailbox is flooded from a page without a door. */
const pauses = new Pauses({ free: 3, firstMs: 10 * 60_000, longestMs: 60 * 60_000 });

const isFlooded = (personId: string, now: number): boolean => {
  try {
    pauses.check(personId, now);
    return false;
  } catch (error) {
    if (!(error instanceof TooMany)) throw error;
    return true;
  }
};

/** Adults here with a password of their own and an address, by their sign-in name or that address. */
const adultsCalled = ({ db, clock }: At, typed: string): Mailed[] =>
  db
    .select({ personId: accounts.personId, login: accounts.login, email: sql<string>`trim(${people.email})` })
    .from(accounts)
    .innerJoin(people, eq(people.id, accounts.personId))
    .where(
      and(
        isNotNull(accounts.passwordHash),
        sql`trim(coalesce(${people.email}, '')) <> ''`,
        or(eq(accounts.login, tidyLogin(typed)), sql`lower(trim(${people.email})) = ${typed.trim().toLowerCase()}`),
      ),
    )
    .limit(5)
    .all()
    .filter(({ personId }) => {
      const role = loadActor(db, personId, clock.today())?.role;
      return role !== undefined && role !== "pupil";
    });

const signed = (school: string, lines: readonly string[]): string => [...lines, "", school, ""].join("\n");

/** The box's own addresses, never the one that the asking browser called it by: that one anybody may write. */
const resetLetter = (at: At, { login, email }: Mailed, code: string): Letter => {
  const { name } = theSchool(at.db);
  const { byName, byAddress } = lanUrls(at.config, at.config.PORT);
  const path = `/connexion/activation?code=${code}`;
  return {
    to: email,
    subject: `Un nouveau mot de passe pour ${name}`,
    text: signed(name, [
      "Bonjour,",
      "",
      "Quelqu’un, sans doute vous, a demandé un nouveau mot de passe pour votre compte de l’école.",
      "",
      `Votre identifiant : ${login}`,
      `Votre code : ${code.slice(0, 4)} ${code.slice(4)}`,
      "Il sert une fois, pendant trente minutes.",
      "",
      "Depuis l’école (ce lien s’ouvre sur son réseau, pas ailleurs) :",
      ...[byName, ...byAddress].slice(0, 2).map((address) => address + path),
      "",
      "Si vous n’avez rien demandé, ne faites rien : votre mot de passe actuel reste le bon.",
    ]),
  };
};

const changedLetter = (at: At, email: string): Letter => {
  const { name } = theSchool(at.db);
  return {
    to: email,
    subject: `Votre mot de passe a changé : ${name}`,
    text: signed(name, [
      "Bonjour,",
      "",
      "Le mot de passe de votre compte de l’école vient d’être changé, et vos autres appareils sont déconnectés.",
      "",
      "Si c’est vous, il n’y a rien à faire. Sinon, prévenez tout de suite la direction de l’école.",
    ]),
  };
};

/** Mails a code to whoever is called so, if there is somebody. Known or not, whoever asks waits as long and reads the same. */
export const mailReset = (at: Mailing, typed: string): void =>
  at.mail.post(() => {
    const now = at.clock.now().getTime();
    const wanted = adultsCalled(at, typed).filter(({ personId }) => !isFlooded(personId, now));
    return wanted.map((adult) => {
      pauses.failed(adult.personId, now);
      return resetLetter(at, adult, openReset(at, adult.personId));
    });
  });

/** Tells somebody, at the address that the school knows, that their password is another one now. */
export const mailPasswordChanged = (at: Mailing, personId: string): void =>
  at.mail.post(() => {
    const email = at.db
      .select({ email: people.email })
      .from(people)
      .where(eq(people.id, personId))
      .get()
      ?.email?.trim();
    return email ? [changedLetter(at, email)] : [];
  });
