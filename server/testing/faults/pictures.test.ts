import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import sharp from "sharp";
import { sha256Hex } from "../../core/files.ts";
import { demoSchool, seeded } from "./demo-school.ts";
import { flatPng, hostilePictures } from "./hostile-pictures.ts";

/** scripts/soak asks for more. */
const COUNT = Number(process.env.PICTURES ?? 300);
const school = await demoSchool();
const [head] = school.rows<{ id: string }>("select person_id id from staff where is_head = 1");
const browser = school.signIn(head?.id ?? assert.fail("no head"));

const send = async (title: string, name: string, bytes: Uint8Array): Promise<number> =>
  (await browser.postFiles("/liaison", { title, kind: "sortie" }, "photos", [{ name, bytes, type: "image/jpeg" }]))
    .status;
/** The most memory that the process ever had, MB. */
const peak = (): number =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${school.box.process.pid}/status`, "utf8"))?.[1]) / 1024;
const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
const says = (bytes: Buffer): string[] =>
  ["<script", "<svg", "Exif\0", "http://ns.adobe.com", "Photoshop", "ICC_PROFILE", "evil.example", "Comment"].filter(
    (word) => bytes.includes(word),
  );

/** Every file kept is a photo or a thumbnail of our own making (core/media.ts). */
const checkKept = async (sent: ReadonlySet<string>): Promise<number> => {
  const kept = filesBelow(join(school.dataDir, "files"));
  for (const file of kept) {
    const bytes = readFileSync(file);
    assert.equal(sent.has(sha256Hex(bytes)), false, `${file} was stored as it came`);
    assert.deepEqual(says(bytes), [], file);
    const { format, exif, xmp, iptc, icc, width, height } = await sharp(bytes).metadata();
    assert.ok(["jpeg", "webp"].includes(format), file);
    assert.deepEqual([exif, xmp, iptc, icc], [undefined, undefined, undefined, undefined], file);
    assert.ok(Math.max(width, height) <= 1600);
  }
  return kept.length;
};

test(`${COUNT} hostile files: none is stored as it came, none escapes its folder, memory stays below 400 MB`, async (t) => {
  const before = filesBelow(school.dataDir)
    .filter((file) => !file.includes("/files/"))
    .map((file) => file.replace(/-(wal|shm)$/, ""));
  const hostile = await hostilePictures(COUNT, seeded(Number(process.env.SEED ?? 5)));
  const sent = new Set(hostile.map(({ bytes }) => sha256Hex(bytes)));
  const answers = new Map<number, number>();
  for (const { name, bytes } of hostile) {
    const status = await send(`Photo ${name.slice(0, 20)}`, name, bytes);
    answers.set(status, (answers.get(status) ?? 0) + 1);
    const isImpostor = /\.svgz?$|\.pdf$|megapixels(-8)?\.png$|thousand/.test(name) && !name.startsWith("49");
    assert.ok(isImpostor ? status === 422 : [303, 400, 422].includes(status), `${name}: ${status}`);
  }
  // three at once, each as large as is permitted
  const large = [flatPng(7000, 7000, 24), flatPng(7001, 7000, 24, true), flatPng(6990, 7000, 24)];
  for (const bytes of large) sent.add(sha256Hex(bytes));
  const together = await Promise.all(large.map((bytes, i) => send(`Grande ${i}`, `grande-${i}.png`, bytes)));
  assert.ok(together.every((status) => status === 303 || status === 422));
  const kept = await checkKept(sent);
  const now = filesBelow(school.dataDir)
    .filter((file) => !file.includes("/files/"))
    .map((file) => file.replace(/-(wal|shm)$/, ""));
  const strange = [...new Set(now)].filter(
    (file) => !before.includes(file) && !/\/(ballast|(preau|sessions)\.sqlite)$/.test(file),
  );
  assert.deepEqual(strange, [], "nothing lies where it should not");
  t.diagnostic(
    `${JSON.stringify(Object.fromEntries(answers))}, together ${together}; ${kept} files kept; at most ${Math.round(peak())} MB`,
  );
  assert.ok((answers.get(422) ?? 0) > COUNT / 5 && (answers.get(303) ?? 0) > 5);
  assert.ok(peak() < 400, `${peak()} MB`);
  assert.equal(/request failed/.test(school.box.log()), false, school.box.log().slice(-1500));
});

/** Red, green, blue and yellow corners, as the eye should see them. */
const upright = async (width: number, height: number): Promise<Buffer> => {
  const [half, side] = [Math.round(width / 2), Math.round(height / 2)];
  const corner = (background: string, left: number, top: number) => ({
    input: { create: { width: half, height: side, channels: 3 as const, background } },
    left,
    top,
  });
  return sharp({ create: { width, height, channels: 3, background: "white" } })
    .composite([
      corner("red", 0, 0),
      corner("lime", width - half, 0),
      corner("blue", 0, height - side),
      corner("yellow", width - half, height - side),
    ])
    .png()
    .toBuffer();
};
const turned = (image: Buffer, ...turns: ("flip" | "flop" | 90 | 180 | 270)[]): Promise<Buffer> =>
  turns.reduce(async (soFar, turn) => {
    const one = sharp(await soFar);
    return (turn === "flip" ? one.flip() : turn === "flop" ? one.flop() : one.rotate(turn)).png().toBuffer();
  }, Promise.resolve(image));
/** How a camera held that way stores it (EXIF 2.3, tag 0x0112). */
const asHeld: Record<number, ("flip" | "flop" | 90 | 180 | 270)[]> = {
  1: [],
  2: ["flop"],
  3: [180],
  4: ["flip"],
  5: [90, "flop"],
  6: [270],
  7: [90, "flip"],
  8: [90],
};
const gps = { GPSLatitudeRef: "N", GPSLatitude: "45/1 46/1 0/1", GPSLongitudeRef: "E", GPSLongitude: "4/1 50/1 0/1" };

const colourAt = async (bytes: Buffer, x: number, y: number): Promise<string> => {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const at = (Math.floor(y * (info.height - 1)) * info.width + Math.floor(x * (info.width - 1))) * info.channels;
  const [r = 0, g = 0, b = 0] = data.subarray(at, at + 3);
  return [r, g, b].map((value) => (value > 128 ? "1" : "0")).join("");
};

test("fifty photos from phones, held in every way: upright, and not one byte says where they were taken", async (t) => {
  let served = 0;
  for (let i = 0; i < 50; i++) {
    const orientation = (i % 8) + 1;
    const picture = await upright(360 + i * 20, 240 + i * 10);
    const stored = sharp(await turned(picture, ...(asHeld[orientation] ?? [])));
    const tagged = stored.withExif({ IFD0: { Make: "Téléphone" }, IFD3: gps }).withMetadata({ orientation });
    const bytes = await (i % 3 === 2 ? tagged.webp({ quality: 90 }) : tagged.jpeg({ quality: 92 })).toBuffer();
    const { exif, orientation: told } = await sharp(bytes).metadata();
    assert.ok(told === orientation && exif !== undefined, "the photo tells how it was held");
    assert.equal(await send(`Téléphone ${i}`, "IMG_0001.jpg", bytes), 303);
    const [photo] = school.rows<{ id: string; whole: string; thumb: string }>(
      "select n.id, sha256 whole, thumb_sha256 thumb from notices n join notice_photos p on p.notice_id = n.id where title = ?",
      `Téléphone ${i}`,
    );
    for (const sha of [photo?.whole, photo?.thumb]) {
      const answer = await fetch(`${school.box.url}/liaison/${photo?.id}/photos/${sha}`, {
        headers: { cookie: browser.cookie },
      });
      assert.equal(answer.status, 200);
      const seen = Buffer.from(await answer.arrayBuffer());
      assert.deepEqual(says(seen), []);
      const corners = await Promise.all([
        colourAt(seen, 0.1, 0.1),
        colourAt(seen, 0.9, 0.1),
        colourAt(seen, 0.1, 0.9),
        colourAt(seen, 0.9, 0.9),
      ]);
      assert.deepEqual(corners, ["100", "010", "001", "110"], `held as ${orientation}`);
      served += 1;
    }
  }
  t.diagnostic(`${served} pictures served`);
  assert.equal(served, 100);
});
