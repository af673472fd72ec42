import { type Certified, newLeaf } from "../../core/certificates/certificate.ts";
import { isPrivateAddress } from "../../core/certificates/names.ts";
import type { Clock } from "../../core/clock.ts";
import type { Config } from "../../core/config.ts";
import { dnsNameOf, folderOf, keepCertified, readCertified } from "./authority.ts";

const dayMs = 86_400_000;
/**
 * 397 days in all, the most that browsers take. Nearly half of them lie in the past: a box or a PC whose clock is months late still
 * finds the certificate in force.
 */
const daysBefore = 180;
const daysAfter = 217;
/** Renewed while so much is left: a box that was off for the summer comes back with a certificate in force. */
const daysToSpare = 75;

/** No box runs before its program was written: a clock at 1970 makes no certificate of 1970. */
const programWritten = Date.parse("2026-09-01T00:00:00Z");

/** What the box is called by: its name, and its addresses in the school's network. */
export const hostsOf = (config: Pick<Config, "LAN_NAME">, lanAddresses: readonly string[]): string[] => [
  dnsNameOf(config),
  "localhost",
  "127.0.0.1",
  "::1",
  ...lanAddresses.filter(isPrivateAddress),
];

const isFor = ({ certificate }: Certified, host: string): boolean =>
  (certificate.checkHost(host) ?? certificate.checkIP(host)) !== undefined;

const isInForce = ({ certificate }: Certified, now: number): boolean =>
  certificate.validFromDate.getTime() <= now && now + daysToSpare * dayMs < certificate.validToDate.getTime();

const nowBy = (clock: Pick<Clock, "now">): number => Math.max(clock.now().getTime(), programWritten);

/** Whether this certificate still serves: from this authority, for all of these hosts, in force. */
export const isFit = (
  leaf: Certified,
  authority: Certified,
  hosts: readonly string[],
  clock: Pick<Clock, "now">,
): boolean =>
  leaf.certificate.verify(authority.certificate.publicKey) &&
  hosts.every((host) => isFor(leaf, host)) &&
  isInForce(leaf, nowBy(clock));

/** The certificate that the box shows: the one it has, or a new one where that no longer fits. */
export const ensureLeaf = async (
  config: Pick<Config, "DATA_DIR" | "LAN_NAME">,
  authority: Certified,
  hosts: readonly string[],
  clock: Pick<Clock, "now">,
): Promise<Certified> => {
  const known = readCertified(folderOf(config), "box");
  if (known !== undefined && isFit(known, authority, hosts, clock)) return known;
  const now = nowBy(clock);
  const fresh = newLeaf(authority, hosts, new Date(now - daysBefore * dayMs), new Date(now + daysAfter * dayMs));
  await keepCertified(folderOf(config), "box", fresh);
  return fresh;
};
