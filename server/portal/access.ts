import type { Request } from "express";
import { fromHex, sameBytes } from "../wire/bytes.ts";
import { tokenHashOf } from "../wire/tokens.ts";
import type { Deps } from "./deps.ts";
import { keys } from "./keys.ts";
import { Rejected } from "./rejected.ts";
import { findSchool, type School } from "./schools.ts";
import { networkOf, Throttle } from "./throttle.ts";
import { latestVersion } from "./versions.ts";

/** Who is asking? Both throw 401 for an unknown token and 429 for too many of them. */
export interface Access {
  /** The school, when the token is its box's. */
  box(req: Request, uai: string): Promise<School>;
  /** The name of the holder's keyring: it exists, so this holder is admitted. */
  holder(req: Request, uai: string): Promise<string>;
}

export function createAccess({ store, clock }: Deps): Access {
  const throttle = new Throttle(clock);

  const refuseTooMany = (address: string, tokenHash: string | null): void => {
    if (!throttle.mayTry(address, tokenHash)) throw new Rejected(429, "too-many-attempts", { retryAfter: 60 });
  };
  const admit = async <T>(req: Request, isBox: boolean, find: (tokenHash: string) => Promise<T | null>): Promise<T> => {
    const address = networkOf(req.ip ?? "");
    const tokenHash = tokenHashOf(/^Bearer (\S+)$/.exec(req.get("authorization") ?? "")?.[1] ?? "");
    if (!isBox) refuseTooMany(address, tokenHash);
    const found = tokenHash === null ? null : await find(tokenHash);
    if (tokenHash === null || found === null) {
      throttle.failed(address, isBox ? null : tokenHash);
      if (isBox) refuseTooMany(address, tokenHash); // a box shares its school's address with pupils: it is looked up before they count
      throw new Rejected(401, "unknown-token");
    }
    throttle.succeeded(tokenHash);
    return found;
  };

  return {
    box: (req, uai) =>
      admit(req, true, async (tokenHash) => {
        const school = await findSchool(store, uai);
        return school !== null && sameBytes(fromHex(school.tokenHash), fromHex(tokenHash)) ? school : null;
      }),
    holder: (req, uai) =>
      admit(req, false, async (tokenHash) =>
        (await latestVersion(store, keys.of(uai).keyrings(tokenHash))) === null ? null : tokenHash,
      ),
  };
}
