import { BlockList, isIP } from "node:net";
import { type Tx, write } from "../core/db.ts";
import { Invalid } from "../core/errors.ts";
import { record } from "../core/events.ts";
import type { Deps } from "../core/feature.ts";
import { theSchool } from "../people/school.ts";
import { school } from "../people/tables.ts";
import { makeEnrolment, newToken, parseCode, sha256Hex, tokenHashOf, utf8 } from "../wire/index.ts";
import { frenchReason } from "./messages.ts";
import { createPortalClient, Turned } from "./portal-client.ts";
import { ensureSchoolKeys } from "./school-keys.ts";
import { changeState, readState, type State } from "./state.ts";
import { syncState } from "./tables.ts";

export interface Wanted {
  /** The portal's address, `https://…`. */
  readonly url: string;
  /** From `portal:add-school`, as it was typed. */
  readonly oneTimeToken: string;
}

/**
 * Makes the box known to a portal: spends the one-time code on the school's signing key and on a token that the box chooses. The same
 * code again takes the same token, so that a lost answer costs nothing. Throws Invalid("url" | "oneTimeToken") with a French message.
 */
export const connectPortal = async (deps: Pick<Deps, "db" | "clock" | "config">, wanted: Wanted): Promise<void> => {
  const { db, clock, config } = deps;
  const url = portalUrlFrom(wanted.url);
  const invitation = parseCode(wanted.oneTimeToken);
  if (invitation === null) throw new Invalid("oneTimeToken", "Ce code n’est pas complet, ou contient une faute.");
  const { uai } = theSchool(db);
  const keys = await ensureSchoolKeys(config.DATA_DIR);
  const invitationHash = sha256Hex(utf8(`${url} ${invitation}`));
  const former = readState(db);
  const boxToken = former?.invitationHash === invitationHash ? former.boxToken : newToken().token;
  if (former?.connectedAt == null)
    write({ db }, (tx) => keep(tx, former, { portalUrl: url, boxToken, invitationHash }));
  const enrolment = {
    v: 1 as const,
    uai,
    invitation,
    publicKey: keys.publicKey,
    tokenHash: tokenHashOf(boxToken) ?? "",
  };
  const portal = createPortalClient({ url, uai, token: "" });
  try {
    await portal.enrol(keys.publicKey, makeEnrolment(enrolment, keys.secretKey));
  } catch (error) {
    const field = error instanceof Turned ? "oneTimeToken" : "url";
    throw new Invalid(field, frenchReason(error));
  } finally {
    portal.close();
  }
  write({ db }, (tx) => {
    keep(tx, readState(tx), { portalUrl: url, boxToken, invitationHash, connectedAt: clock.iso(), lastError: null });
    tx.update(school).set({ portalUrl: url }).run();
    record(tx, null, "portal.connected", {});
  });
};

const keep = (
  tx: Tx,
  former: State | undefined,
  change: Partial<State> & Pick<State, "portalUrl" | "boxToken" | "invitationHash">,
): void => {
  if (former === undefined)
    tx.insert(syncState)
      .values({ id: 1, ...change })
      .run();
  else changeState(tx, change);
};

/** Over http anybody on the way could take the one-time code: only for a portal in the same building. */
const portalUrlFrom = (typed: string): string => {
  const url = URL.canParse(typed.trim()) ? new URL(typed.trim()) : null;
  if (url === null || !["https:", "http:"].includes(url.protocol) || url.username !== "")
    throw new Invalid("url", "L’adresse du portail commence par https://");
  if (url.protocol === "http:" && !isNearby(url.hostname))
    throw new Invalid("url", "L’adresse doit commencer par https:// : en http, le code pourrait être lu en chemin.");
  return url.origin + url.pathname.replace(/\/+$/, "");
};

/** Addresses that no provider routes. */
const nearby = new BlockList();
for (const [net, prefix] of [
  ["10.0.0.0", 8],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const)
  nearby.addSubnet(net, prefix, "ipv4");
for (const [net, prefix] of [
  ["::1", 128],
  ["fc00::", 7],
  ["fe80::", 10],
] as const)
  nearby.addSubnet(net, prefix, "ipv6");

const isNearby = (host: string): boolean => {
  const address = host.replace(/^\[|\]$/g, "");
  if (isIP(address) !== 0) return nearby.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
  return host === "localhost" || host.endsWith(".local") || host.endsWith(".localhost");
};
