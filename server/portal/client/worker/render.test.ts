import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compiledViews } from "../../../../scripts/build-app/views.ts";
import { renderTemplate } from "../../../core/view.ts";
import { type Compiled, createRender } from "./render.ts";

const hostile = `<img src=x onerror="alert('1')"> & « L’école » \`x\``;
const card = {
  ...{ id: "n1", kind: "sortie", kindLabel: "Sortie", icon: "sortie", tone: "sun", title: hostile, author: hostile },
  ...{ audience: "CE2", publishedOn: "lundi", correctedOn: "mardi", body: "<p>Bonjour</p>", signature: "one" },
  ...{ answer: "Signature", deadline: "", facts: [{ icon: "calendar", label: "Date", text: hostile }] },
};
const line = {
  child: "c",
  firstName: hostile,
  chips: [{ tone: "leaf", icon: "check", text: hostile }],
  button: "Je signe",
  note: "",
};

describe("the box’s fragments, compiled for the browser", async () => {
  const source = compiledViews("/static/icons.svg");
  const { views }: { views: Record<string, Compiled> } = await import(
    `data:text/javascript,${encodeURIComponent(source)}`
  );
  const render = createRender(views);
  const photos = [{ thumb: "/e/x/media/1", full: "#mot/n1", alt: hostile }];

  it("say to the letter what the box says, hostile text included", () => {
    const given: [string, object][] = [
      ["liaison/_card", { card, photos, href: "#mot/n1" }],
      ["liaison/_card", { card: { ...card, facts: [], body: "", answer: "", correctedOn: "" }, photos: [], href: "" }],
      ["liaison/_signs", { signs: { id: "n1", action: "", csrf: "", contentHash: "h", lines: [line, line] } }],
      ["shared/_field", { field: { name: "code", label: hostile, value: hostile, hint: "x" } }],
      ["shared/_chip", { tone: "", icon: "", text: hostile }],
    ];
    for (const [name, data] of given) assert.equal(render(name, data), renderTemplate(name, data), name);
    assert.doesNotMatch(render("liaison/_card", { card, photos, href: "" }), /<img src=x/);
  });

  it("never print what was not given", () => {
    assert.throws(
      () => render("liaison/_card", { card: { ...card, title: undefined }, photos: [], href: "" }),
      /not given/,
    );
    assert.throws(() => render("app/nothing", {}), /no view/);
  });

  it("ask for nothing that would need eval or a server", () => {
    assert.doesNotMatch(source, /hx-(get|on|vals='js)|new Function|eval\(/);
  });
});
