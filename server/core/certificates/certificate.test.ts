import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { fromPem, newAuthority, newLeaf, toPem } from "./certificate.ts";
import { isPrivateAddress } from "./names.ts";

const folder = mkdtempSync(join(tmpdir(), "preau-certificates-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const from = new Date("2026-01-01T00:00:00Z");
const to = new Date("2049-12-31T00:00:00Z");
const at = String(Date.parse("2026-11-23T09:00:00Z") / 1000);
const authority = newAuthority("Préau preau.local 3F9A", "preau.local", from, to);
writeFileSync(join(folder, "authority.pem"), toPem(authority).certificate);

/** What OpenSSL thinks of a server's certificate for these hosts: "OK", or its reason. */
const verdict = (hosts: readonly string[]): string => {
  const file = join(folder, "leaf.pem");
  writeFileSync(file, toPem(newLeaf(authority, hosts, from, new Date("2027-01-01T00:00:00Z"))).certificate);
  const options = ["verify", "-x509_strict", "-purpose", "sslserver", "-attime", at];
  try {
    return execFileSync("openssl", [...options, "-CAfile", join(folder, "authority.pem"), file], { stdio: "pipe" })
      .toString()
      .trim()
      .slice(-2);
  } catch (error) {
    return String((error as { stderr: Buffer }).stderr);
  }
};

test("OpenSSL, at its strictest, accepts the box's own names and private addresses", () => {
  const hosts = [
    "preau.local",
    "localhost",
    "127.0.0.1",
    "::1",
    "10.1.2.3",
    "172.31.0.9",
    "192.168.1.20",
    "169.254.7.7",
  ];
  assert.equal(verdict(hosts), "OK");
  assert.equal(verdict(["fd12:3456::1", "fe80::a00:27ff:fe4e:66a1"]), "OK");
});

test("the authority is worth nothing for any other name or address", () => {
  for (const host of ["banque.example", "example.local", "93.184.216.34", "172.32.0.1", "192.169.0.1", "2001:db8::1"])
    assert.match(verdict([host]), /permitted subtree violation/, host);
  assert.match(verdict(["preau.local", "banque.example"]), /permitted subtree violation/);
});

test("a server's certificate is no authority", () => {
  const leaf = newLeaf(authority, ["preau.local"], from, to);
  writeFileSync(join(folder, "chain.pem"), toPem(leaf).certificate);
  writeFileSync(join(folder, "below.pem"), toPem(newLeaf(leaf, ["preau.local"], from, to)).certificate);
  const check = (): Buffer =>
    execFileSync(
      "openssl",
      [
        "verify",
        "-attime",
        at,
        "-CAfile",
        join(folder, "authority.pem"),
        "-untrusted",
        join(folder, "chain.pem"),
        join(folder, "below.pem"),
      ],
      { stdio: "pipe" },
    );
  assert.throws(check, /invalid CA certificate/);
});

test("names, addresses and dates are read back as they were written, whatever they are", () => {
  const host = fc.oneof(fc.ipV4(), fc.domain());
  const day = fc.date({ min: new Date("1950-01-01"), max: new Date("2049-12-31"), noInvalidDate: true });
  fc.assert(
    fc.property(fc.array(host, { minLength: 1, maxLength: 12 }), day, day, (hosts, begin, end) => {
      const { certificate } = newLeaf(authority, hosts, begin, end);
      for (const one of hosts)
        assert.ok(
          certificate.subjectAltName?.split(", ").some((text) => text === `DNS:${one}` || text === `IP Address:${one}`),
          one,
        );
      const second = (date: Date): number => Math.floor(date.getTime() / 1000);
      assert.deepEqual(
        [second(certificate.validFromDate), second(certificate.validToDate)],
        [second(begin), second(end)],
      );
      assert.ok(certificate.verify(authority.certificate.publicKey));
    }),
    { numRuns: 200 },
  );
});

test("private addresses are told from public ones", () => {
  for (const address of ["10.255.0.1", "172.16.0.1", "192.168.0.1", "127.0.0.1", "::1", "fd00::1"])
    assert.ok(isPrivateAddress(address), address);
  for (const address of ["11.0.0.1", "172.15.0.1", "8.8.8.8", "::2", "2a01::1", "preau.local"])
    assert.ok(!isPrivateAddress(address), address);
});

test("a key that belongs to another certificate is refused", () => {
  const [one, other] = [toPem(authority), toPem(newLeaf(authority, ["preau.local"], from, to))];
  assert.equal(fromPem(one.certificate, one.key).certificate.fingerprint256, authority.certificate.fingerprint256);
  assert.throws(() => fromPem(one.certificate, other.key));
});
