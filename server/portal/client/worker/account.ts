import * as z from "zod/mini";
import { Name, Sha256, Uai } from "../../../wire/atoms.ts";
import { fromHex, toHex } from "../../../wire/bytes.ts";
import { deriveHolderKeys, type HolderKeys, keysFrom } from "../../../wire/keys.ts";
import { newName } from "../../../wire/names.ts";
import type { Store } from "./store.ts";

/** What a code gave: kept in place of the code. The account's id is the name of its keyring. */
const Account = z.object({
  id: Sha256,
  uai: Uai,
  token: z.string(),
  ageIdentity: z.string(),
  ageRecipient: z.string(),
  ringKey: Sha256,
  replyKey: Sha256,
  /** Random, of this browser: tells one holder's phones apart. */
  device: Name,
});
export type Account = z.infer<typeof Account>;

export const accountFrom = (code: string, uai: string): Account => account(deriveHolderKeys(code, uai), uai);

/** Of a member of staff: what sheet and passphrase make together. */
export const accountFromSecret = (secret: string, uai: string): Account => account(keysFrom(fromHex(secret), uai), uai);

function account(keys: HolderKeys, uai: string): Account {
  return {
    id: keys.tokenHash,
    uai,
    token: keys.token,
    ageIdentity: keys.ageIdentity,
    ageRecipient: keys.ageRecipient,
    ringKey: toHex(keys.ringKey),
    replyKey: toHex(keys.replyKey),
    device: newName(),
  };
}

export const readAccount = (kept: unknown): Account | null => {
  const read = z.safeParse(Account, kept);
  return read.success ? read.data : null;
};

export const keysOf = (account: Account): HolderKeys => ({
  token: account.token,
  tokenHash: account.id,
  ageIdentity: account.ageIdentity,
  ageRecipient: account.ageRecipient,
  ringKey: fromHex(account.ringKey),
  replyKey: fromHex(account.replyKey),
});

/** An account with the place where its things are. */
export interface Desk {
  readonly account: Account;
  readonly store: Store;
  /** On a shared computer: everything is gone with the window. */
  readonly isShared: boolean;
}

const PREFIX = "account/";
const accountKey = (id: string): string => PREFIX + id;
/** Everything of one account but its keys lies under this. */
export const thingKey = (account: Account, thing: string): string => `of/${account.id}/${thing}`;

export const keepAccount = (store: Store, account: Account): Promise<void> =>
  store.put(accountKey(account.id), account);

/** `uai`: of this school only. */
export async function keptAccounts(store: Store, uai?: string): Promise<Account[]> {
  const keys = await store.keys(PREFIX);
  const accounts = (await Promise.all(keys.map((key) => store.get(key)))).map(readAccount);
  return accounts.filter((account) => account !== null).filter((account) => uai === undefined || account.uai === uai);
}

export async function forgetAccount({ store, account }: Desk): Promise<void> {
  await store.deleteAll(thingKey(account, ""));
  await store.delete(accountKey(account.id));
}
