import { join } from "node:path";
import { after } from "node:test";
import { createClock } from "../../core/clock.ts";
import type { Deps } from "../../core/feature.ts";
import { connectPortal } from "../../parents/index.ts";
import { issueKeys } from "../../people/access-keys.ts";
import { headIds, loadActor } from "../../people/actor.ts";
import { inviteSchool } from "../../portal/schools.ts";
import { FolderStore } from "../../portal/store/folder.ts";
import { type Phone, phone } from "../phone.ts";
import { freePort, type Running, startProgram } from "../processes.ts";
import { type DemoSchool, demoSchool, temporaryFolder, uai } from "./demo-school.ts";

export interface Letter {
  readonly personId: string;
  readonly code: string;
}

/** The demo school, its portal as a process of its own, and families with letters. */
export interface HomeSchool {
  readonly school: DemoSchool;
  readonly portal: Running;
  /** Where everything that the portal has lies. */
  readonly portalFolder: string;
  /** The portal as phones call it. */
  readonly publicUrl: string;
  readonly letters: readonly Letter[];
  startPortal(): Promise<void>;
  /** A phone that has read that person's letter. */
  phone(personId: string, through?: string): Phone;
}

export interface HomeOptions {
  /** Which guardians get a letter: SQL that selects their ids. */
  readonly families: string;
  readonly env?: Record<string, string>;
  /** Between box and portal; given the portal's own address, it returns its own. */
  through?(portalUrl: string): Promise<string>;
  /** Between phones and portal. */
  phonesThrough?(portalUrl: string): Promise<string>;
  prepare?(deps: Deps): Promise<void> | void;
}

export const homeSchool = async (options: HomeOptions): Promise<HomeSchool> => {
  const portalFolder = join(temporaryFolder(), "portal");
  const clock = createClock("Europe/Paris");
  const port = await freePort();
  const portalUrl = `http://localhost:${port}`;
  const publicUrl = (await options.phonesThrough?.(portalUrl)) ?? portalUrl;
  const start = () =>
    startProgram("portal", { STORE: `file:${portalFolder}`, PUBLIC_URL: publicUrl, ...options.env }, port);
  let portal = await start();
  after(() => portal.kill());
  const letters: Letter[] = [];
  const school = await demoSchool({
    env: { PORTAL_URL: (await options.through?.(portalUrl)) ?? portalUrl, PUBLIC_URL: publicUrl, ...options.env },
    prepare: async (deps) => {
      await options.prepare?.(deps);
      const oneTimeToken = await inviteSchool(
        { store: await FolderStore.open(portalFolder, clock), clock },
        uai,
        false,
      );
      await connectPortal(deps, { url: portalUrl, oneTimeToken });
      const actor = loadActor(deps.db, headIds(deps.db)[0] ?? "", clock.today());
      if (actor === undefined) throw new Error("no head");
      const ids = deps.db.$client.prepare(options.families).pluck().all() as string[];
      letters.push(...(await issueKeys({ ...deps, actor }, ids, "guardian")));
    },
  });
  return {
    school,
    portalFolder,
    publicUrl,
    letters,
    get portal() {
      return portal;
    },
    startPortal: async () => {
      await portal.kill();
      portal = await start();
    },
    phone: (personId, through = publicUrl) => {
      const letter = letters.find((one) => one.personId === personId);
      if (letter === undefined) throw new Error("this person has no letter");
      return phone(through, uai, letter.code);
    },
  };
};
