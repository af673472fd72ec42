import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lineWords, refusalWords } from "./words.ts";

const now = new Date("2026-11-23T17:30:00Z");
const said = (at: string | null, isOnline: boolean): string =>
  lineWords(at, isOnline, now).text.replace(/[\u00a0\u202f]/g, " ");

describe("how old the news are", () => {
  it("in the hour of the school, whatever the day", () => {
    assert.equal(said("2026-11-23T09:42:00Z", true), "Nouvelles de l’école à 10 h 42");
    assert.equal(said("2026-11-22T17:02:00Z", true), "Nouvelles de l’école d’hier à 18 h 02");
    assert.equal(said("2026-11-20T17:02:00Z", true), "Nouvelles de l’école du vendredi 20 novembre à 18 h 02");
    assert.equal(said("2026-11-22T23:30:00Z", true), "Nouvelles de l’école à 0 h 30");
  });

  it("offline, and before anything has come", () => {
    assert.equal(said("2026-11-23T09:42:00Z", false), "Hors connexion : nouvelles de 10 h 42");
    assert.equal(said("2026-11-20T17:02:00Z", false), "Hors connexion : nouvelles du vendredi 20 novembre à 18 h 02");
    assert.match(said(null, false), /viendront avec le réseau/);
  });

  it("what is refused is told in plain words", () => {
    assert.match(refusalWords("older"), /^Ce que le serveur propose n’est pas authentique\u00a0: il est plus ancien/);
  });
});
