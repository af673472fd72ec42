import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { createClock } from "../server/core/clock.ts";
import { type Db, openDatabase } from "../server/core/db.ts";
import { migrate } from "../server/core/migrate.ts";
import { paths } from "../server/core/paths.ts";
import { createSchool } from "../server/people/create-school.ts";
import { activate } from "../server/people/credentials.ts";

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "preau-reset-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const clock = createClock("Europe/Paris");
const chosen = "orage tambour cerise lune";

const command = (dataDir: string, ...args: string[]) =>
  run(process.execPath, [join(paths.root, "scripts/reset-password.ts"), "--json", ...args], {
    env: { ...process.env, DATA_DIR: dataDir },
  });

const newBox = async (name: string): Promise<{ dataDir: string; db: Db }> => {
  const dataDir = join(folder, name);
  const db = openDatabase(join(dataDir, "preau.sqlite"), clock);
  await migrate(db);
  const head = { firstName: "Gaëlle", lastName: "LŒUILLE", title: "Mme" } as const;
  await createSchool({ db, clock, actor: null }, { name: "École", uai: "0690078K", zone: "A", phone: "", head });
  return { dataDir, db };
};

test("a command on the box opens the head's account once, while another process has the database open", async () => {
  const { dataDir, db } = await newBox("running");
  const { code, identifiant } = JSON.parse((await command(dataDir)).stdout);
  assert.equal(identifiant, "gaelle.loeuille");
  await activate({ db, clock }, code, chosen);
  await assert.rejects(activate({ db, clock }, code, chosen), { field: "code" });
  db.$client.close();
});

test("and while the service is stopped; eleven minutes later the code is void", async () => {
  const { dataDir, db } = await newBox("stopped");
  db.$client.close();
  const { code } = JSON.parse((await command(dataDir, "--identifiant", "gaelle.loeuille")).stdout);
  const later = createClock("Europe/Paris", Date.now, () => clock.elapsed() + 11 * 60_000);
  const again = openDatabase(join(dataDir, "preau.sqlite"), clock);
  await assert.rejects(activate({ db: again, clock: later }, code, chosen), { field: "code" });
  await activate({ db: again, clock }, code, chosen);
  again.$client.close();
});

test("no school there, or somebody else's name: refused in French, code 2", async () => {
  await assert.rejects(command(join(folder, "nothing")), { code: 2, stderr: /Il n’y a pas d’école/ });
  const { dataDir, db } = await newBox("other");
  db.$client.close();
  await assert.rejects(command(dataDir, "--identifiant", "anne.morin"), { code: 2, stderr: /gaelle\.loeuille/ });
});
