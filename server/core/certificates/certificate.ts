import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from "node:crypto";
import { bits, integer, octets, oid, sequence, setOf, tagged, taggedPlain, time, truth, utf8 } from "./der.ts";
import { generalName, privateSubtrees } from "./names.ts";

/** A certificate and its private key. */
export interface Certified {
  readonly certificate: X509Certificate;
  readonly key: KeyObject;
}

export const newKey = (): KeyObject => generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;

const ecdsaWithSha256 = sequence(oid("1.2.840.10045.4.3.2"));

/** "CN=…", the only field that devices show in their lists. */
const named = (commonName: string): Buffer => sequence(setOf(sequence(oid("2.5.4.3"), utf8(commonName))));

const extension = (id: string, value: Uint8Array, isCritical = false): Buffer =>
  sequence(oid(id), ...(isCritical ? [truth()] : []), octets(value));

const spkiOf = (key: KeyObject): Buffer => createPublicKey(key).export({ type: "spki", format: "der" });

/** RFC 5280, 4.2.1.2, method 1: SHA-1 of the public key's bits, which name the key and protect nothing. */
const keyIdOf = (key: KeyObject): Buffer => createHash("sha1").update(spkiOf(key).subarray(-65)).digest();

const serverAuth = (): Buffer => extension("2.5.29.37", sequence(oid("1.3.6.1.5.5.7.3.1")));

interface Wanted {
  readonly subject: string;
  readonly key: KeyObject;
  readonly issuer: { readonly name: Uint8Array; readonly key: KeyObject };
  readonly from: Date;
  readonly to: Date;
  readonly extensions: readonly Uint8Array[];
}

const certify = ({ subject, key, issuer, from, to, extensions }: Wanted): Certified => {
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  const toBeSigned = sequence(
    tagged(0, integer(Buffer.from([2]))),
    integer(serial),
    ecdsaWithSha256,
    issuer.name,
    sequence(time(from), time(to)),
    named(subject),
    spkiOf(key),
    tagged(3, sequence(...extensions)),
  );
  const signature = sign("sha256", toBeSigned, { key: issuer.key, dsaEncoding: "der" });
  return { certificate: new X509Certificate(sequence(toBeSigned, ecdsaWithSha256, bits(signature))), key };
};

/**
 * A certificate authority that can vouch for this name, "localhost" and private addresses, and for nothing else in the
 * world: whoever steals it cannot pose as a bank before the school's devices (name constraints, critical: RFC 5280, 4.2.1.10).
 */
export const newAuthority = (subject: string, dnsName: string, from: Date, to: Date): Certified => {
  const key = newKey();
  const subtrees = [generalName(dnsName), generalName("localhost"), ...privateSubtrees()].map((name) => sequence(name));
  return certify({
    subject,
    key,
    issuer: { name: named(subject), key },
    from,
    to,
    extensions: [
      extension("2.5.29.19", sequence(truth(), integer(Buffer.from([0]))), true),
      extension("2.5.29.15", bits(Buffer.from([0x06]), 1), true), // keyCertSign, cRLSign
      extension("2.5.29.30", sequence(tagged(0, ...subtrees)), true),
      serverAuth(),
      extension("2.5.29.14", octets(keyIdOf(key))),
    ],
  });
};

/** The common name of a certificate made here. */
export const commonNameOf = (certificate: X509Certificate): string => /^CN=(.*)$/m.exec(certificate.subject)?.[1] ?? "";

/** A server's certificate for these names and addresses; the first one names it. */
export const newLeaf = (authority: Certified, hosts: readonly string[], from: Date, to: Date): Certified => {
  const key = newKey();
  return certify({
    subject: hosts[0] ?? "localhost",
    key,
    issuer: { name: named(commonNameOf(authority.certificate)), key: authority.key },
    from,
    to,
    extensions: [
      extension("2.5.29.19", sequence(), true),
      extension("2.5.29.15", bits(Buffer.from([0x80]), 7), true), // digitalSignature
      serverAuth(),
      extension("2.5.29.17", sequence(...hosts.map(generalName))),
      extension("2.5.29.14", octets(keyIdOf(key))),
      extension("2.5.29.35", sequence(taggedPlain(0, keyIdOf(authority.key)))),
    ],
  });
};

export const toPem = ({ certificate, key }: Certified): { certificate: string; key: string } => ({
  certificate: certificate.toString(),
  key: key.export({ type: "pkcs8", format: "pem" }).toString(),
});

/** Throws when one of the two cannot be read, or when they do not belong together. */
export const fromPem = (certificatePem: Uint8Array | string, keyPem: Uint8Array | string): Certified => {
  const certificate = new X509Certificate(certificatePem);
  const key = createPrivateKey(Buffer.from(keyPem));
  if (!certificate.checkPrivateKey(key)) throw new Error("the key is not this certificate's");
  return { certificate, key };
};
