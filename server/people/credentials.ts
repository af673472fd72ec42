import { and, eq } from "drizzle-orm";
import { write } from "../core/db.ts";
import { record } from "../core/events.ts";
import { type Acting, personalWords, storePassword } from "./credentials-account.ts";
import { hashSecret } from "./credentials-hash.ts";
import { checkPassword } from "./credentials-rules.ts";
import { accounts } from "./tables.ts";

export { type Account, type Acting, accountOf, endSessions } from "./credentials-account.ts";
export { activate, findByCode, issueActivationCode, issueRecoveryCode } from "./credentials-activation.ts";
export { hashSecret, isOutdated, verifySecret } from "./credentials-hash.ts";
export { freeTile, setPictures, verifyPictures } from "./credentials-pictures.ts";
export { newPictures } from "./pictures.ts";

/** A password chosen by its owner: 12 characters or more, nothing common. Ends all sessions. Throws Invalid("motDePasse"). */
export const setPassword = async (doing: Acting, personId: string, password: string): Promise<void> => {
  checkPassword(password, personalWords(doing.db, personId));
  const passwordHash = await hashSecret(password);
  write(doing, (tx) => {
    storePassword(tx, doing, personId, passwordHash);
    record(tx, doing.actor, "password.changed", { personId });
  });
};

/** The same secret hashed with today's parameters; nothing else changes. */
export const renewHash = (doing: Pick<Acting, "db">, personId: string, old: string, passwordHash: string): void =>
  write(doing, (tx) => {
    tx.update(accounts)
      .set({ passwordHash })
      .where(and(eq(accounts.personId, personId), eq(accounts.passwordHash, old)))
      .run();
  });
