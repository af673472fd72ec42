import { count } from "drizzle-orm";
import { type Tx, write } from "../core/db.ts";
import { Conflict, Invalid } from "../core/errors.ts";
import { record } from "../core/events.ts";
import { newId, randomId } from "../core/ids.ts";
import { type Acting, hashSecret } from "./credentials.ts";
import { newActivation, newRecovery } from "./credentials-activation.ts";
import { checkPassword } from "./credentials-rules.ts";
import { claimLogin } from "./login.ts";
import { nameKey } from "./names.ts";
import { yearOf } from "./school.ts";
import { accounts, people, school, schoolYears, staff } from "./tables.ts";
import { isUai, tidyUai } from "./uai.ts";

export interface NewSchool {
  readonly name: string;
  readonly uai: string;
  readonly zone: "A" | "B" | "C";
  readonly phone: string;
  readonly head: {
    readonly firstName: string;
    readonly lastName: string;
    readonly title: "Mme" | "M." | null;
  };
  /** Chosen by the head in the wizard; without it she activates her account with the code. */
  readonly password?: string | undefined;
}

export interface CreatedSchool {
  readonly headId: string;
  /** The head's sign-in name. */
  readonly login: string;
  /** Both are shown once and kept hashed; the head with a password needs no activation. */
  readonly recoveryCode: string;
  readonly activationCode: string | null;
}

/**
 * The school of this box, its present school year and its head. Throws Invalid on a wrong UAI or password, Conflict
 * when there is a school already.
 */
export const createSchool = async (doing: Acting, wanted: NewSchool): Promise<CreatedSchool> => {
  const { firstName, lastName } = wanted.head;
  const uai = tidyUai(wanted.uai);
  if (!isUai(uai))
    throw new Invalid("uai", "Ce code UAI n’existe pas\u00a0: sa lettre ne correspond pas à ses chiffres.");
  const { password } = wanted;
  if (password !== undefined) checkPassword(password, [firstName, lastName, wanted.name]);
  const passwordHash = password === undefined ? null : await hashSecret(password);
  return write(doing, (tx) => {
    if ((tx.select({ schools: count() }).from(school).get()?.schools ?? 0) > 0)
      throw new Conflict("Cette boîte a déjà son école.");
    insertSchool(tx, doing, { ...wanted, uai });
    return insertHead(tx, doing, wanted.head, passwordHash);
  });
};

const insertSchool = (tx: Tx, { clock }: Acting, { name, uai, zone, phone }: NewSchool): void => {
  tx.insert(school).values({ id: 1, name, uai, zone, phone, createdAt: clock.iso() }).run();
  tx.insert(schoolYears)
    .values({ id: newId(), isCurrent: true, ...yearOf(clock.today()) })
    .run();
};

const insertHead = (
  tx: Tx,
  { clock }: Acting,
  { firstName, lastName, title }: NewSchool["head"],
  passwordHash: string | null,
): CreatedSchool => {
  const headId = newId();
  const login = claimLogin(firstName, lastName, new Set());
  const named = { title, firstName, lastName, nameKey: nameKey(lastName, firstName) };
  tx.insert(people)
    .values({ id: headId, publicId: randomId(), ...named, createdAt: clock.iso() })
    .run();
  tx.insert(staff).values({ personId: headId, post: "teacher", isHead: true }).run();
  const recovery = newRecovery();
  const activation = passwordHash === null ? newActivation({ clock }) : null;
  tx.insert(accounts)
    .values({ personId: headId, login, passwordHash, ...recovery.values, ...activation?.values })
    .run();
  record(tx, { id: headId }, "school.created", { headId });
  return { headId, login, recoveryCode: recovery.code, activationCode: activation?.code ?? null };
};
