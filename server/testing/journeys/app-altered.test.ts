import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { keys } from "../../portal/keys.ts";
import { everyItem } from "../../portal/store/object-store.ts";
import { landscape } from "../app-notices.ts";
import { type Family, UAI } from "../app-school.ts";
import { Stage } from "../app-visit.ts";
import { shoot } from "../chromium.ts";

const at = keys.of(UAI);
const REFUSAL = "Ce que le serveur propose n’est pas authentique";

describe("a portal that does not serve what the school published", () => {
  const stage = Stage.set();
  let family: Family;
  let page: Page;

  const shows = (text: string) => page.getByText(text).first().waitFor({ timeout: 15_000 });
  const store = () => stage.portal.store;
  const bytesOf = async (key: string): Promise<Uint8Array> =>
    (await store().get(key)) ?? assert.fail(`nothing under ${key}`);
  const headKey = async (channel: string): Promise<string> => {
    for await (const { key } of everyItem(store(), at.heads(channel))) return key;
    return assert.fail("no head");
  };

  const own = ({ children }: Family) => children[0]?.channel ?? assert.fail("no child");

  /** Somebody who has read one good notice. */
  beforeEach(async () => {
    stage.school.startClass();
    stage.school.isApart = true;
    family = await stage.school.admit("M. Karim Benali", ["Imran Benali"]);
    await stage.school.publish({ title: "Un mot sûr" });
    ({ page } = await stage.visitor(family));
    await shows("Un mot sûr");
  });

  const assertRefused = async (): Promise<void> => {
    await page.reload();
    await shows(REFUSAL);
    await shows("Un mot sûr");
  };

  it("one altered byte of a notice: refused, what was read before stays", async () => {
    const { ref } = await stage.school.publish({ title: "Un mot altéré" });
    const bytes = await bytesOf(at.object(ref.object));
    bytes[bytes.length - 100] = (bytes[bytes.length - 100] ?? 0) ^ 1;
    await store().put(at.object(ref.object), bytes);
    await assertRefused();
    assert.equal(await page.getByText("Un mot altéré").count(), 0);
    await shoot(page, "app-refused-390");
  });

  it("a correction that was altered: the version that was read before stays", async () => {
    const { entry } = await stage.school.publish({ title: "Sortie", body: "<p>À 8 h</p>" });
    await page.reload();
    await shows("À 8 h");
    const { ref } = await stage.school.publish({ title: "Sortie", body: "<p>À 9 h</p>" }, { id: entry.id });
    await store().put(at.object(ref.object), new Uint8Array(6000));
    await assertRefused();
    await shows("À 8 h");
  });

  it("an old head: refused", async () => {
    const { classroom } = stage.school;
    const old = await bytesOf(await headKey(classroom.id));
    await stage.school.publish({ title: "Un mot plus récent" });
    await page.reload();
    await shows("Un mot plus récent");
    await store().put(await headKey(classroom.id), old);
    await renewEtag(classroom.id);
    await assertRefused();
    await shows("Un mot plus récent");
  });

  /** As a portal would that wants its lie to be noticed: the old bytes under another version's name. */
  const renewEtag = async (channel: string): Promise<void> => {
    const key = await headKey(channel);
    await store().put(`${key.slice(0, -1)}9`, await bytesOf(key));
    await store().delete(key);
  };

  it("two families’ objects swapped: refused, and neither reads the other’s", async () => {
    const other = await stage.school.admit("Mme Ana Silva", ["Tiago Silva"]);
    const mine = await stage.school.publish({ title: "Pour Imran" }, { to: own(family) });
    const theirs = await stage.school.publish({ title: "Pour Tiago" }, { to: own(other) });
    const [a, b] = [at.object(mine.ref.object), at.object(theirs.ref.object)];
    const [bytesA, bytesB] = [await bytesOf(a), await bytesOf(b)];
    await store().put(a, bytesB);
    await store().put(b, bytesA);
    await assertRefused();
    assert.equal(await page.getByText("Pour Tiago").count(), 0);
    const visitor = await stage.visitor(other);
    await visitor.page.getByText(REFUSAL).waitFor({ timeout: 15_000 });
    assert.equal(await visitor.page.getByText("Pour Imran").count(), 0);
  });

  it("another family’s head, or an unsigned one: refused", async () => {
    const other = await stage.school.admit("Mme Ana Silva", ["Tiago Silva"]);
    await stage.school.publish({ title: "Pour Tiago" }, { to: own(other) });
    await stage.school.publish({ title: "Pour Imran" }, { to: own(family) });
    const [child, foreign] = [family.children[0], other.children[0]];
    assert.ok(child && foreign);
    await store().put(await headKey(child.channel.id), await bytesOf(await headKey(foreign.channel.id)));
    await assertRefused();
    assert.equal(await page.getByText("Pour Tiago").count(), 0);
  });

  it("a swapped photo: not shown, and said", async () => {
    const { entry } = await stage.school.publish({ title: "Une photo" }, { photos: [await landscape(20)] });
    const { entry: second } = await stage.school.publish({ title: "Une autre" }, { photos: [await landscape(120)] });
    const thumb = entry.media[0]?.thumb;
    const foreign = second.media[0]?.thumb;
    assert.ok(thumb && foreign);
    await store().put(at.object(thumb.object), await bytesOf(at.object(foreign.object)));
    await page.reload();
    await shows("Une photo");
    await page.locator("article", { hasText: "Une photo" }).locator("img").scrollIntoViewIfNeeded();
    await shows(REFUSAL);
  });

  it("a revoked sheet: said, and what is on the phone stays readable", async () => {
    await stage.school.revoke(family);
    await page.reload();
    await shows("Cette lettre ne donne plus accès");
    await shows("Un mot sûr");
  });

  it("the line comes back sound: the warning goes", async () => {
    const { ref } = await stage.school.publish({ title: "Un mot abîmé puis réparé" });
    const good = await bytesOf(at.object(ref.object));
    await store().put(at.object(ref.object), good.slice(0, 500));
    await assertRefused();
    await store().put(at.object(ref.object), good);
    await page.reload();
    await shows("Un mot abîmé puis réparé");
    await page.getByText(REFUSAL).waitFor({ state: "detached" });
  });
});
