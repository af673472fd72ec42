import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Reply, ReplyState } from "./outbox.ts";
import { type Signing, signLine } from "./sign-line.ts";

const id = (digit: string): string => digit.repeat(32);
const [entry, me, other, child] = [
  id("1"),
  id("2"),
  id("3"),
  { id: id("4"), firstName: "Léa", displayName: "Léa Martin", channels: [], maySign: true },
];
const [now, hash, oldHash] = [new Date("2026-11-23T10:00:00Z"), "a".repeat(64), "b".repeat(64)];

const reply = (state: ReplyState, contentHash = hash): Reply => ({
  messageId: id("5"),
  at: now.toISOString(),
  about: { entry, action: "sign", contentHash, title: "Sortie", child: { id: child.id, firstName: "Léa" } },
  state,
});
const signature = (by: string, contentHash = hash) => ({ by, byLabel: "son père", at: now.toISOString(), contentHash });
const line = (changes: Partial<Signing>) => {
  const nothing = { replies: [], answers: [], signatures: [], isOnline: true, maySend: true };
  const { chips, button, note } = signLine({
    entry,
    contentHash: hash,
    wanted: "both",
    child,
    me,
    ...nothing,
    now,
    ...changes,
  });
  return [...chips.map(({ text }) => text), button, note].filter((words) => words !== "");
};

describe("the line below a notice", () => {
  it("offers the signature, and says when it will leave", () => {
    assert.deepEqual(line({}), ["Je signe pour Léa"]);
    assert.deepEqual(line({ isOnline: false }), [
      "Je signe pour Léa",
      "La signature partira dès que vous aurez du réseau.",
    ]);
  });

  it("follows a reply through its four states; only a refusal offers it again", () => {
    assert.deepEqual(line({ replies: [reply({ state: "waiting" })] }), ["En attente d’envoi"]);
    assert.match(
      line({ replies: [reply({ state: "deposited", at: now.toISOString() })] }).join(),
      /^Déposé à 11.h.00$/,
    );
    assert.match(
      line({ replies: [reply({ state: "received", at: now.toISOString() })] }).join(),
      /^Reçu par l’école le 23 nov. à 11.h.00$/,
    );
    const refused = reply({ state: "refused", at: now.toISOString(), reason: "le mot a été retiré" });
    assert.deepEqual(line({ replies: [refused] }), [
      "Non pris en compte\u00a0: le mot a été retiré",
      "Je signe pour Léa",
    ]);
  });

  it("one signature is enough, or both are wanted", () => {
    assert.deepEqual(line({ wanted: "one", signatures: [signature(other)] }), ["Signé par son père"]);
    assert.deepEqual(line({ wanted: "both", signatures: [signature(other)] }), [
      "Signé par son père",
      "Je signe pour Léa",
    ]);
  });

  it("knows what was signed on another road: another phone, the school, paper", () => {
    assert.deepEqual(line({ signatures: [signature(me)] }), ["Signé par vous le 23 nov."]);
    const answer = { entry, child: child.id, state: "signed", at: now.toISOString(), contentHash: hash };
    assert.deepEqual(line({ answers: [answer] }), ["Signé par vous le 23 nov."]);
  });

  it("asks again for a corrected text, and no longer counts what was signed before", () => {
    const corrected = ["Texte corrigé\u00a0: à signer de nouveau", "Je signe pour Léa"];
    assert.deepEqual(line({ signatures: [signature(me, oldHash), signature(other, oldHash)] }), corrected);
    assert.deepEqual(line({ replies: [reply({ state: "received", at: now.toISOString() }, oldHash)] }), corrected);
  });

  it("offers nothing to who may not sign, nor below a dead sheet", () => {
    assert.deepEqual(line({ child: { ...child, maySign: false } }), []);
    assert.deepEqual(line({ maySend: false }), []);
  });
});
