import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import sharp from "sharp";
import { demoSchool, seeded } from "./demo-school.ts";
import { ask } from "./raw-http.ts";

/** scripts/soak asks for more. */
const COUNT = Number(process.env.MULTIPARTS ?? 2000);
const random = seeded(Number(process.env.SEED ?? 7));
const upTo = (count: number): number => Math.floor(random() * count);
const oneOf = <T>(values: readonly [T, ...T[]]): T => values[upTo(values.length)] ?? values[0];

const school = await demoSchool();
const { url } = school.box;
const [head] = school.rows<{ id: string }>("select person_id id from staff where is_head = 1");
const browser = school.signIn(head?.id ?? assert.fail("no head"));
const csrf = /name="_csrf" value="([^"]+)"/.exec((await browser.get("/liaison/nouveau")).text)?.[1] ?? "";
const photo = await sharp({ create: { width: 24, height: 24, channels: 3, background: "#789" } })
  .jpeg()
  .toBuffer();
const csv = Buffer.from("Nom élève;Prénom élève;Date naissance\nA;B;01/02/2018\n");

const names = [
  "title",
  "photos",
  "fichiers",
  "body",
  "targets",
  "kind",
  "_csrf",
  "draft",
  "version",
  "next",
  "__proto__",
  "constructor",
  "__proto__[x]",
  "a[b][c][d]",
  "a[999999999]",
  "toString",
  "title[]",
  "alt-x",
  "drop-x",
  "",
  "é\u202e",
  "x".repeat(9000),
  "hasOwnProperty",
  "photos[0]",
  "\0",
] as const;
const fileNames = [
  "a.jpg",
  "../../../etc/cron.d/x",
  "..\\..\\x",
  "",
  "\0",
  "x".repeat(5000),
  'a";x="',
  "é.csv",
  "CON",
  "a\r\nX: y",
  "%00.jpg",
  ".",
] as const;

/** What a part's header may be, well formed or not. */
const disposition = (): string => {
  const name = oneOf(names);
  const file = oneOf(fileNames);
  return oneOf([
    `Content-Disposition: form-data; name="${name}"`,
    `Content-Disposition: form-data; name="${name}"; filename="${file}"`,
    `Content-Disposition: form-data; name="photos"; filename="${file}"\r\nContent-Type: image/jpeg`,
    `Content-Disposition: form-data; name=${name}; filename*=UTF-8''${encodeURIComponent(file)}`,
    `Content-Disposition: form-data; filename*=zz'';`,
    `Content-Disposition: attachment`,
    `content-disposition:form-data;name="${name}"\r\nContent-Transfer-Encoding: base64`,
    `Content-Type: multipart/mixed; boundary=inner`,
    `X: ${"y".repeat(upTo(20_000))}`,
    "",
  ]);
};
const noise = (): Buffer => Buffer.from(Array.from({ length: upTo(300) }, () => upTo(256)));
const content = (): Buffer =>
  oneOf([photo, csv, noise(), Buffer.alloc(0), Buffer.from("html"), Buffer.from("\r\n--x\r\n")]);

const multipart = (): Buffer => {
  const parts: Buffer[] = [];
  const count = random() < 0.02 ? 700 : 1 + upTo(6);
  for (let i = 0; i < count; i++)
    parts.push(
      Buffer.from(`--x\r\n${disposition()}\r\n\r\n`),
      content(),
      Buffer.from(oneOf(["\r\n", "\n", "", "\r\n\r\n"])),
    );
  parts.push(Buffer.from(oneOf(["--x--\r\n", "--x--", "--x", "", "--y--\r\n"])));
  const whole = Buffer.concat(parts);
  const mutate = oneOf(["none", "cut", "flip", "double"] as const);
  if (mutate === "cut") return whole.subarray(0, upTo(whole.length));
  if (mutate === "double") return Buffer.concat([whole, whole]);
  if (mutate === "flip") for (let i = 0; i < 5; i++) whole[upTo(whole.length)] = upTo(256);
  return whole;
};
const types = [
  "multipart/form-data; boundary=x",
  "multipart/form-data; boundary=x",
  "multipart/form-data; boundary=x",
  'multipart/form-data; boundary="x"; charset=utf-16',
  "multipart/form-data",
  "multipart/form-data; boundary=",
  `multipart/form-data; boundary=${"x".repeat(300)}`,
  "multipart/mixed; boundary=x",
] as const;

test(`${COUNT} fuzzed multiparts: each is answered, none is a fault, none leaves a file behind`, async (t) => {
  const paths = ["/liaison", "/liaison", "/liaison", "/direction/annuaire/import"] as const;
  const headers = { host: new URL(url).host, origin: url, cookie: browser.cookie, "x-csrf-token": csrf };
  const statuses = new Map<number, number>();
  let sent = 0;
  const worker = async (): Promise<void> => {
    while (sent < COUNT) {
      sent += 1;
      const [path, type, body] = [oneOf(paths), oneOf(types), multipart()];
      const sending = { method: "POST", headers: { ...headers, "content-type": type }, body };
      const { status } = await ask(url, path, sending).catch((error: unknown) => {
        throw new Error(
          `${error} for ${type} ${JSON.stringify(body.toString("latin1").slice(0, 3000))}\n${school.box.log().slice(-3000)}`,
        );
      });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status >= 500 || status < 200)
        assert.fail(`${status} for ${type} ${body.toString("latin1").slice(0, 800)}\n${school.box.log().slice(-1500)}`);
    }
  };
  await Promise.all(Array.from({ length: 4 }, worker));
  t.diagnostic(JSON.stringify(Object.fromEntries([...statuses].sort(([a], [b]) => a - b))));
  assert.ok((statuses.get(303) ?? 0) > COUNT / 100, "some were well formed and were taken in");
  assert.ok((statuses.get(422) ?? 0) + (statuses.get(400) ?? 0) > COUNT / 20, "many were refused");
  assert.equal(school.box.process.exitCode, null);
  assert.equal(/request failed|uncaught/i.test(school.box.log()), false, school.box.log().slice(-2000));
  assert.deepEqual(readdirSync(join(school.dataDir, "tmp")), []);
  assert.equal((await browser.get("/liaison")).status, 200);
  assert.equal(school.integrity(), "ok");
});

test("a form that breaks after a file's first bytes is refused, not left waiting", async () => {
  const headers = { host: new URL(url).host, origin: url, cookie: browser.cookie, "x-csrf-token": csrf };
  const type = "multipart/form-data; boundary=x";
  const file = 'Content-Disposition: form-data; name="photos"; filename="a.jpg"\r\nContent-Type: image/jpeg';
  const body = Buffer.from(
    `--x\r\nContent-Type: text/plain\r\n\r\n\r\n--x\r\n--x\r\n${file}\r\n\r\n--x\r\n\r\n\r\n+pUY\\--x\r\nhtml`,
  );
  const { status } = await ask(url, "/liaison", {
    method: "POST",
    headers: { ...headers, "content-type": type },
    body,
  });
  assert.equal(status, 400);
  assert.deepEqual(readdirSync(join(school.dataDir, "tmp")), []);
});
