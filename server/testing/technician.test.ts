import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { routesOf } from "../app.ts";
import { features } from "../features.ts";
import { fullName } from "../people/names.ts";
import { people } from "../people/tables.ts";
import { type CastName, cast } from "./cast.ts";
import type { Rights, RightsCase } from "./rights-table.ts";
import { world } from "./world.ts";

const casesOf = (declared: unknown): RightsCase<unknown>[] =>
  declared === undefined ? [] : Array.isArray(declared) ? declared : [declared as RightsCase<unknown>];

const fill = (path: string, params: Record<string, string>): string =>
  path.replace(/:([a-zA-Z]+)/g, (_, name: string) => encodeURIComponent(params[name] ?? "x"));

test("the technician never reads the name of a child or of a family, whatever page they ask for", async () => {
  let pages = 0;
  let readByHead = 0;
  const leaks: string[] = [];
  for (const feature of features) {
    const file = join(import.meta.dirname, `../features/${feature.id}/rights.ts`);
    assert.ok(existsSync(file));
    const { default: table } = (await import(file)) as { default: Rights<unknown> };
    if (table.hasSchool === false) continue;
    const w = await world({ env: { PORTAL_URL: "https://portail.example" } });
    const scene = await table.scene(w);
    const secrets = w.db
      .select()
      .from(people)
      .all()
      .filter(({ id }) =>
        (Object.keys(cast) as CastName[]).some((name) => w.ids[name] === id && /pupil|guardian/.test(cast[name])),
      )
      .flatMap((person) => [fullName(person), person.firstName, person.lastName]);
    assert.ok(secrets.length >= 24);
    for (const route of routesOf([feature]).filter(({ method }) => method === "GET"))
      for (const one of casesOf(table.routes[`GET ${route.path}`])) {
        const path = fill(route.path, one.params?.(scene, w) ?? {});
        const holds = async (name: CastName): Promise<string[]> => {
          const { text } = await w.as(name).get(path);
          return secrets.filter((secret) => new RegExp(`(?<!\\p{L})${secret}(?!\\p{L})`, "iu").test(text));
        };
        pages += 1;
        leaks.push(...(await holds("theo")).map((secret) => `${path}: ${secret}`));
        readByHead += (await holds("gaelle")).length;
      }
    await w.close();
  }
  assert.deepEqual(leaks, []);
  assert.ok(pages > 40 && readByHead > 40, `${pages} pages; the head reads ${readByHead} names there`);
});
