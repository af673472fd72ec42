import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { routesOf } from "../app.ts";
import type { Route } from "../core/routes.ts";
import { features } from "../features.ts";
import type { Answer } from "./browser.ts";
import { type CastName, cast } from "./cast.ts";
import { remember, totalChanges } from "./pristine.ts";
import type { Rights, RightsCase, Visitor } from "./rights-table.ts";
import { type World, world } from "./world.ts";

type Table = Rights<unknown>;
type Case = RightsCase<unknown>;

const everybody: readonly Visitor[] = ["stranger", ...(Object.keys(cast) as CastName[])];

const tableOf = async (id: string): Promise<Table> => {
  const file = join(import.meta.dirname, `../features/${id}/rights.ts`);
  assert.ok(existsSync(file), `features/${id}/rights.ts declares what each route answers to whom`);
  return ((await import(file)) as { default: Table }).default;
};

const keyOf = (route: Route): string => `${route.method} ${route.path}`;
const casesOf = (declared: Table["routes"][string] | undefined): readonly Case[] =>
  declared === undefined ? [] : Array.isArray(declared) ? declared : [declared as Case];

const fill = (path: string, params: Record<string, string>): string =>
  path.replace(/:([a-zA-Z]+)/g, (_, name: string) => {
    const value = params[name];
    assert.ok(value !== undefined, `${path} needs a value for :${name}`);
    return encodeURIComponent(value);
  });

const expectedFor = ({ expect }: Case, visitor: Visitor): number =>
  expect[visitor] ?? (visitor === "stranger" ? 303 : expect.others);

const call = async (
  w: World,
  route: Route,
  one: Case,
  scene: unknown,
  visitor: Visitor,
  headers?: Record<string, string>,
  token = true,
): Promise<Answer> => {
  const browser = visitor === "stranger" ? w.stranger() : w.as(visitor);
  const path = fill(route.path, one.params?.(scene, w) ?? {});
  if (route.method === "GET") return browser.get(path, headers);
  const fields = { ...one.fields?.(scene, w), ...(token ? {} : { _csrf: "" }) };
  if (one.file === undefined) return browser.post(path, fields, headers);
  const { field, ...file } = await one.file(scene, w);
  return browser.postFiles(path, fields, field, [file], headers);
};

/** Somebody for whom the case is open, so that only the missing token or the foreign page can be the reason. */
const permitted = (one: Case): Visitor | undefined =>
  everybody.find((visitor) => visitor !== "stranger" && expectedFor(one, visitor) < 400);

for (const feature of features) {
  describe(`rights of ${feature.id}`, async () => {
    const table = await tableOf(feature.id);
    // those that are looked at first: what a form has set off may still be at work later
    const routes = routesOf([feature]).sort((a, b) => (a.method < b.method ? -1 : a.method > b.method ? 1 : 0));

    test("every route is declared, and every declaration is a route", () => {
      assert.deepEqual(Object.keys(table.routes).sort(), routes.map(keyOf).sort());
    });

    test("each visitor gets what is declared, and looking changes nothing", async () => {
      const w = await world({ hasSchool: table.hasSchool ?? true });
      const scene = await table.scene(w);
      const putBack = remember(w.db);
      const wrong: string[] = [];
      let calls = 0;
      const visitors = table.hasSchool === false ? (["stranger"] as const) : everybody;
      for (const route of routes)
        for (const one of casesOf(table.routes[keyOf(route)]))
          for (const visitor of visitors) {
            const changes = totalChanges(w.db);
            const { status } = await call(w, route, one, scene, visitor);
            if (route.method === "GET" && totalChanges(w.db) !== changes)
              wrong.push(`${keyOf(route)} ${one.what ?? ""} as ${visitor} has changed something`);
            const expected = expectedFor(one, visitor);
            if (status !== expected)
              wrong.push(`${keyOf(route)} ${one.what ?? ""} as ${visitor}: ${status}, declared ${expected}`);
            calls += 1;
            putBack();
          }
      assert.deepEqual(wrong, []);
      assert.ok(calls >= routes.length);
    });

    test("a change without our token or from another page is refused", async () => {
      const w = await world({ hasSchool: table.hasSchool ?? true });
      const scene = await table.scene(w);
      const putBack = remember(w.db);
      const wrong: string[] = [];
      for (const route of routes.filter(({ method }) => method === "POST")) {
        const one = casesOf(table.routes[keyOf(route)])[0];
        const visitor = one && (permitted(one) ?? (route.handler.access === "public" ? "stranger" : undefined));
        if (one === undefined || visitor === undefined) continue;
        const attempts: [string, Record<string, string>, boolean][] = [
          ["foreign Origin", { origin: "https://ailleurs.example" }, true],
          ["null Origin", { origin: "null" }, true],
          ["no Origin", { origin: "" }, true],
        ];
        if (visitor !== "stranger") attempts.push(["no token", {}, false]);
        for (const [what, headers, token] of attempts) {
          const { status } = await call(w, route, one, scene, visitor, headers, token);
          if (status !== 403) wrong.push(`${keyOf(route)} with ${what} as ${visitor}: ${status}`);
          putBack();
        }
      }
      assert.deepEqual(wrong, []);
    });
  });
}
