import { randomBytes, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Certified, fromPem, newAuthority, toPem } from "../../core/certificates/certificate.ts";
import type { Config } from "../../core/config.ts";
import { writeAtomically } from "../../core/files.ts";

type Here = Pick<Config, "DATA_DIR" | "LAN_NAME">;

/** The name that people type; the authority vouches for no other. */
export const dnsNameOf = ({ LAN_NAME }: Pick<Config, "LAN_NAME">): string => `${LAN_NAME}.local`;

/** One folder for each name of the box: under another name devices need another authority, and going back finds the first. */
export const folderOf = (here: Here): string => join(here.DATA_DIR, "keys", "https", dnsNameOf(here));

/** Both files of a certificate; undefined when one is missing or cannot be read. */
export const readCertified = (folder: string, name: string): Certified | undefined => {
  try {
    return fromPem(readFileSync(join(folder, `${name}.crt`)), readFileSync(join(folder, `${name}.key`)));
  } catch {
    return undefined; // damaged or half written: a new one is made, which the page about https shows
  }
};

/** The key first: a certificate without its key would look as if it were in force. */
export const keepCertified = async (folder: string, name: string, certified: Certified): Promise<void> => {
  const pem = toPem(certified);
  await writeAtomically(join(folder, `${name}.key`), Buffer.from(pem.key), 0o600);
  await writeAtomically(join(folder, `${name}.crt`), Buffer.from(pem.certificate), 0o600);
};

/** Fixed, so that no clock of a box or of a classroom's PC can stand before or after it. */
const [from, to] = [new Date("2020-01-01T00:00:00Z"), new Date("2049-12-31T00:00:00Z")];

/** The school's own certificate authority: made on the box at its first start, and never anywhere else. */
export const ensureAuthority = async (here: Here): Promise<Certified> => {
  const folder = folderOf(here);
  const known = readCertified(folder, "authority");
  if (known !== undefined) return known;
  const mark = randomBytes(4).toString("hex").toUpperCase();
  const fresh = newAuthority(`Préau ${dnsNameOf(here)} ${mark}`, dnsNameOf(here), from, to);
  await keepCertified(folder, "authority", fresh);
  return fresh;
};

/** The authority's certificate, for whoever installs it; undefined while the box has none. */
export const readAuthority = (here: Here): X509Certificate | undefined => {
  try {
    return new X509Certificate(readFileSync(join(folderOf(here), "authority.crt")));
  } catch {
    return undefined; // https is switched off on this box
  }
};

/** SHA-256 of the certificate as devices show it, in groups that can be read aloud: "3F 9A 12 C4". */
export const fingerprintGroups = ({ fingerprint256 }: Pick<X509Certificate, "fingerprint256">): string[] => {
  const bytes = fingerprint256.split(":");
  return Array.from({ length: bytes.length / 4 }, (_, at) => bytes.slice(4 * at, 4 * at + 4).join(" "));
};
