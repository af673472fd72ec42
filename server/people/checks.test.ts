import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isIne, tidyIne } from "./ine.ts";
import { claimLogin, loginBase } from "./login.ts";
import { isUai, tidyUai } from "./uai.ts";

describe("UAI", () => {
  it("has seven digits and the letter that checks them", () => {
    for (const uai of ["0690078K", "0170055T", "0750001U"]) assert.ok(isUai(uai), uai);
    for (const uai of ["0690078J", "690078K", "0690078k", "0690078", "06900780"]) assert.ok(!isUai(uai), uai);
    assert.equal(tidyUai(" 069 0078k "), "0690078K");
  });
});

describe("INE", () => {
  it("has nine digits and two letters, or ten and one", () => {
    for (const ine of ["649992567JJ", "1234567890A"]) assert.ok(isIne(ine), ine);
    for (const ine of ["64999256JJ", "649992567J", "12345678901", ""]) assert.ok(!isIne(ine), ine);
    assert.equal(tidyIne("649992567 jj"), "649992567JJ");
  });
});

describe("sign-in names", () => {
  it("lose accents and signs and stay short", () => {
    assert.equal(loginBase("Éléonore-Zoé", "D’HONDT ŒUVRARD"), "eleonorezoe.dhondtoeuvrard");
    assert.equal(loginBase("A".repeat(50), "B".repeat(50)), `${"a".repeat(30)}.${"b".repeat(30)}`);
    assert.equal(loginBase("李", "MARTIN"), "martin");
    assert.equal(loginBase("李", "王"), "compte");
  });
  it("are numbered on collision", () => {
    const taken = new Set(["lea.martin"]);
    assert.deepEqual(
      [1, 2, 3].map(() => claimLogin("Léa", "MARTIN", taken)),
      ["lea.martin2", "lea.martin3", "lea.martin4"],
    );
  });
});
