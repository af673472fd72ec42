import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Invalid } from "../../core/errors.ts";
import { connectPortal } from "../../parents/connect.ts";
import { waitAfter } from "../../parents/line.ts";
import { Unreachable } from "../../parents/request.ts";
import { quarantine, syncState } from "../../parents/tables.ts";
import { revokeKey } from "../../people/access-keys.ts";
import { api, newCode, newName, sha256Hex } from "../../wire/index.ts";
import { homeWorld } from "../from-home.ts";
import { type Lie, lyingPortal } from "../lying-portal.ts";

/** A school with one word published, behind a portal whose operator lies when told to. */
const deceived = async () => {
  const liars: Awaited<ReturnType<typeof lyingPortal>>[] = [];
  const home = await homeWorld({
    through: async (url) => {
      const liar = await lyingPortal(url);
      liars.push(liar);
      return liar.url;
    },
  });
  const liar = liars[0] ?? assert.fail("no liar");
  const claire = await home.phone("claire");
  const word = home.board.put(home.w, { channel: { type: "school" } });
  await home.sync();
  const sign = { kind: "tableau.word", action: "sign", entry: word.id, contentHash: word.contentHash };
  const state = () => home.w.db.select().from(syncState).get() ?? assert.fail("no state");
  const commit = async (seq: number): Promise<Uint8Array> => {
    const headers = { authorization: `Bearer ${state().boxToken}` };
    const answer = await fetch(home.portal.url + api(home.uai).commit(seq), { headers });
    assert.equal(answer.status, 200);
    return new Uint8Array(await answer.arrayBuffer());
  };
  return { home, liar, claire, sign: { ...sign, fields: { child: home.publicId("lea") } }, state, commit };
};

const isList = (path: string): boolean => /\/deposits(\?|$)/.test(path);
const isTip = (path: string): boolean => path.endsWith("/tip");
const someHolder = "e".repeat(64);
const counted = (n: number): string => n.toString(16).padStart(32, "0");

test("a list of deposits that never ends: the run ends, and news still go out", async () => {
  const { home, liar, claire } = await deceived();
  const lists: ((n: number) => Lie)[] = [
    () => ({ json: { deposits: [], next: `${someHolder}/${"f".repeat(32)}` } }),
    (n) => ({ json: { deposits: [], next: `${someHolder}/${counted(n)}` } }),
    () => ({ json: { deposits: [], next: "" } }),
    () => ({
      json: { deposits: [{ holder: someHolder, messageId: counted(1) }], next: `${someHolder}/${counted(1)}` },
    }),
  ];
  for (const list of lists) {
    let pages = 0;
    liar.lie = (_, path) => {
      if (!isList(path)) return undefined;
      pages += 1;
      return pages > 200 ? { status: 503, json: { reason: "fault" } } : list(pages);
    };
    const { id } = home.board.put(home.w, { channel: { type: "school" } });
    await home.sync();
    assert.ok(pages < 200, `${pages} pages`);
    liar.lie = () => undefined;
    assert.ok((await claire.entries()).some((entry) => entry.id === id));
  }
});

test("deposits made up without end: the quarantine and the memory of what stays there are bounded", async () => {
  const { home, liar } = await deceived();
  let made = 0;
  liar.lie = (_, path) => {
    if (path.endsWith("/acknowledgements")) return { json: { ok: true } };
    if (/\/deposits\/[0-9a-f]{64}\//.test(path)) return { bytes: new Uint8Array(8) };
    if (!isList(path) || made > 60_000) return undefined;
    const deposits = Array.from({ length: 1000 }, () => ({ holder: someHolder, messageId: counted(++made) }));
    return { json: { deposits, next: `${someHolder}/${counted(made)}` } };
  };
  await home.sync();
  assert.ok(made <= 25_000, `${made} were looked at`);
  assert.equal(home.w.db.select().from(quarantine).all().length, 1000);
});

test("an envelope of 20 MB is neither read nor kept", async () => {
  const { home, liar } = await deceived();
  liar.lie = (_, path) => {
    if (isList(path)) return { json: { deposits: [{ holder: someHolder, messageId: newName() }], next: null } };
    return /\/deposits\/[0-9a-f]{64}\//.test(path) ? { bytes: Buffer.alloc(20_000_000) } : undefined;
  };
  await assert.rejects(home.sync(), Unreachable);
  assert.deepEqual(home.w.db.select().from(quarantine).all(), []);
});

test("“come back in a thousand years”, or at once: never sooner than the box’s own rest, never later than an hour", () => {
  for (const seconds of [1e12, Number.POSITIVE_INFINITY, -1e12, 0, 3600, 1e-9])
    for (const failures of [1, 5, 2000]) {
      const ms = waitAfter(new Unreachable("busy", seconds), failures);
      assert.ok(ms >= 15_000 && ms <= 3_600_000, `${seconds} s after ${failures} failures: ${ms} ms`);
    }
});

test("a tip with figures of its own: the box is not carried off, and goes on once the portal tells the truth", async () => {
  const { home, liar, claire, state, commit } = await deceived();
  home.board.put(home.w, { channel: { type: "school" } });
  await home.sync();
  const own = await commit(1);
  const last = state();
  const far = 2 ** 40;
  const lies = [
    { lineage: 1, seq: far, sha256: sha256Hex(own) },
    { lineage: far, seq: 2, sha256: sha256Hex(own) },
    { lineage: far, seq: far, sha256: "0".repeat(64) },
    { lineage: 1, seq: 2 ** 60, sha256: sha256Hex(own) },
    { lineage: 1, seq: 9, sha256: "not a hash" },
    { lineage: 1, seq: -1, sha256: sha256Hex(own) },
  ];
  for (const tip of lies) {
    liar.lie = (_, path) => {
      if (isTip(path)) return { json: { tip } };
      return path.endsWith(`/commits/${tip.seq}`) ? { bytes: own } : undefined;
    };
    await assert.rejects(home.sync());
    home.parents.port.office?.takeOver(); // even when the head believes it
    await assert.rejects(home.sync());
    assert.ok(state().lineage < 10 && state().seq < 10, JSON.stringify(tip));
  }
  liar.lie = () => undefined;
  home.parents.port.office?.takeOver();
  const { id } = home.board.put(home.w, { channel: { type: "school" } });
  await home.sync();
  assert.equal(state().lineage, last.lineage + 1);
  assert.ok((await claire.entries()).some((entry) => entry.id === id));
});

/** Only the files go: the running portal remembers which folders it has made. */
const putBack = (folder: string, backup: string): void => {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) rmSync(join(entry.parentPath, entry.name));
  cpSync(backup, folder, { recursive: true });
};

test("a portal put back to yesterday: sheets revoked since stay revoked once the school has filled it again", async () => {
  const { home } = await deceived();
  const { w } = home;
  const marc = await home.phone("marc");
  await home.sync();
  const keyring = api(home.uai).keyring;
  assert.equal(await marc.status(keyring), 200);
  const backup = mkdtempSync(join(tmpdir(), "preau-yesterday-"));
  cpSync(home.portal.folder, backup, { recursive: true });
  revokeKey(w.doing("gaelle"), w.ids.marc);
  await home.sync();
  assert.equal(await marc.status(keyring), 401);

  putBack(home.portal.folder, backup);
  rmSync(backup, { recursive: true });
  assert.equal(await marc.status(keyring), 200, "the portal has forgotten the revocation");
  await assert.rejects(home.sync());
  home.parents.port.office?.takeOver();
  await home.sync();
  assert.equal(await marc.status(keyring), 401);
});

test("what the portal answers is no text for the head’s screen", async () => {
  const { home, liar } = await deceived();
  const words = "Votre boîte est infectée, appelez le 08 99 00 00 00";
  liar.lie = (_, path) => (isTip(path) ? { status: 403, json: { reason: words } } : undefined);
  await assert.rejects(home.sync());
  assert.doesNotMatch(JSON.stringify(home.parents.port.status()), /infectée/);
});

test("a redirection is not followed: the box’s token goes nowhere else", async () => {
  const { home, liar } = await deceived();
  const elsewhere = await lyingPortal(home.portal.url);
  for (const status of [301, 302, 307, 308]) {
    liar.lie = (_, path) => (isTip(path) ? { status, headers: { location: elsewhere.url + path } } : undefined);
    await assert.rejects(home.sync(), Unreachable);
  }
  assert.deepEqual(elsewhere.asked, []);
});

test("the one-time code leaves in clear for nobody outside the building", async () => {
  const { w } = await homeWorld();
  const code = newCode();
  for (const url of [
    "http://203.0.113.5",
    "http://[2001:db8::1]",
    "http://portail.example",
    "http://3405803781",
    "ftp://10.0.0.1",
    "https://u:p@x.example",
  ])
    await assert.rejects(
      connectPortal(w, { url, oneTimeToken: code }),
      (error) => error instanceof Invalid && error.field === "url" && /https/.test(error.message),
      url,
    );
});
