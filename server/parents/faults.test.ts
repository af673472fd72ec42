import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Fault, type FaultyLine, faults, faultyLine } from "../testing/faulty-line.ts";
import { homeWorld, parentsOf } from "../testing/from-home.ts";
import type { Phone } from "../testing/phone.ts";
import { commits, objects } from "./tables.ts";

let line: FaultyLine | undefined;
const home = await homeWorld({
  through: async (url) => {
    line = await faultyLine(url);
    return line.url;
  },
});
const { board, w } = home;
const onLine = line ?? assert.fail("no line");
const claire = await home.phone("claire");
const ce2 = { type: "classroom", id: w.ids.ce2 } as const;
await home.sync();

const titles = async (reader: Phone): Promise<string[]> =>
  (await reader.entries()).map(({ data }) => String(data.title)).sort();
const wanted = (): string[] => [...board.words.values()].map(({ data }) => String(data.title)).sort();
/** The process is killed and started again: only the database remains. */
const restart = async (): Promise<void> => {
  await home.parents.stop();
  home.parents = parentsOf(w, board, onLine.url);
};
const uploads = (): number =>
  onLine.seen.filter(({ what }) => what.startsWith("PUT") && what.includes("/objects/")).length;

test("killed between upload and commit: what was uploaded is not sent again", async () => {
  for (let i = 0; i < 12; i++) board.put(w, { channel: ce2, data: { title: `Coupé ${i}` } });
  onLine.watch = (what) => (what.includes("/commits/") ? "refuse" : undefined);
  await assert.rejects(home.sync());
  const sent = uploads();
  assert.ok(sent >= 13);
  await restart();
  onLine.watch = () => undefined;
  await home.sync();
  assert.equal(uploads(), sent);
  assert.deepEqual(await titles(claire), wanted());
});

test("killed in the middle of the uploads: it goes on where it was, and leaves nothing behind at the portal", async () => {
  board.words.clear();
  for (let i = 0; i < 60; i++) board.put(w, { channel: ce2, data: { title: `Long ${i}` } });
  const start = uploads();
  onLine.watch = (what) => (what.includes("/objects/") && uploads() - start >= 33 ? "cut-request" : undefined);
  await assert.rejects(home.sync());
  await restart();
  onLine.watch = () => undefined;
  await home.sync();
  assert.deepEqual(await titles(claire), wanted());
  const again = uploads() - start;
  assert.ok(again <= 60 + 8 + 4, `${again} uploads for 60 words and their page`);
  const states = new Set(
    w.db
      .select()
      .from(objects)
      .all()
      .map(({ state }) => state),
  );
  assert.deepEqual([...states], ["listed"]);
});

test("a commit whose answer is lost counts once", async () => {
  for (const fault of ["lose-answer", "fault-after", "cut-answer", "twice"] as const) {
    board.put(w, { channel: ce2, data: { title: `Réponse perdue ${fault}` } });
    const before = w.db.select().from(commits).all().length;
    let harmed = 0;
    onLine.watch = (what) => {
      if (harmed > 0 || !what.includes("/commits/")) return undefined;
      harmed += 1;
      return fault;
    };
    await home.sync().catch(() => undefined);
    assert.equal(harmed, 1);
    await restart();
    await home.sync();
    const rows = w.db.select().from(commits).all();
    assert.equal(rows.length, before + 1);
    assert.ok(rows.every(({ sentAt }) => sentAt !== null));
    assert.deepEqual(await titles(claire), wanted());
  }
});

test("a captive portal's page never passes for success", async () => {
  board.put(w, { channel: ce2, data: { title: "Derrière un Wi-Fi d’hôtel" } });
  onLine.watch = () => "captive";
  await assert.rejects(home.sync());
  const { isOnline, waiting, lastError } = home.parents.port.status();
  assert.deepEqual([isOnline, waiting], [false, 1]);
  assert.match(lastError?.message ?? "", /Le portail ne répond pas/);
  onLine.watch = () => undefined;
  await home.sync();
  assert.equal(home.parents.port.status().lastError, null);
});

test("any schedule of failing requests ends with what should be read, once", async () => {
  const fault = fc.constantFrom<Fault>("pass", "pass", ...faults);
  const act = fc.constantFrom("publish", "correct", "withdraw", "sign");
  let signed = 0;
  board.words.clear();
  const first = onLine.injected.length;
  await fc.assert(
    fc.asyncProperty(
      fc.array(act, { minLength: 1, maxLength: 4 }),
      fc.array(fault, { maxLength: 14 }),
      async (acts, plan) => {
        for (const one of acts) {
          const [known] = board.words.values();
          if (one === "withdraw" && known !== undefined) board.withdraw(w, known.id);
          else if (one === "correct" && known !== undefined)
            board.put(w, { ...known, data: { title: `Corrigé ${board.words.size} ${onLine.seen.length}` } });
          else if (one === "publish" || known === undefined)
            board.put(w, { channel: ce2, data: { title: `Mot ${onLine.seen.length} ${board.words.size}` } });
          if (one === "sign") {
            const [word] = board.words.values();
            const sign = { kind: "tableau.word", action: "sign", contentHash: word?.contentHash ?? "" };
            if (signed < 25)
              await claire.reply({ ...sign, entry: word?.id ?? "", fields: { child: home.publicId("lea") } });
            if (signed < 25) signed += 1;
          }
        }
        onLine.next(plan);
        for (let i = 0; i < plan.length; i++) {
          if (i % 3 === 2) await restart();
          await home.sync().catch(() => undefined);
        }
        onLine.next([]);
        await home.sync();
        await home.sync();
        assert.deepEqual(await titles(claire), wanted());
        assert.equal(home.parents.port.status().waiting, 0);
        assert.equal(
          board.signatures(w.db).length,
          (await claire.answers())?.receipts.filter(({ state }) => state === "received").length ?? 0,
        );
      },
    ),
    { numRuns: 20, seed: 11 },
  );
  assert.ok(onLine.injected.length - first > 60, "faults were injected");
  assert.ok(signed > 3 && board.signatures(w.db).length <= signed);
  assert.equal(home.parents.port.office?.quarantine(1).total, 0);
});

test("the clock sixty days off hides nothing", async () => {
  const day = 86_400_000;
  board.put(w, { channel: ce2, data: { title: "Avant l’été" } });
  await home.sync();
  for (const days of [60, -120, 60]) {
    w.travel(days * day);
    await home.sync();
    assert.deepEqual(await titles(claire), wanted());
  }
});
