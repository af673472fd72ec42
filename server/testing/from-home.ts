import { after } from "node:test";
import { write } from "../core/db.ts";
import { Forbidden, Invalid, NotFound } from "../core/errors.ts";
import { events, record } from "../core/events.ts";
import { type Deps, type Feature, feature, type HomeEntry } from "../core/feature.ts";
import { randomId } from "../core/ids.ts";
import { createLog } from "../core/log.ts";
import { connectPortal, createParents, type Parents } from "../parents/index.ts";
import { issueKeys } from "../people/access-keys.ts";
import { prepareSheetWithPhrase } from "../people/staff-keys.ts";
import { people } from "../people/tables.ts";
import { contentHash, type HolderKeys, keysFrom } from "../wire/index.ts";
import { staffSecret } from "../wire/stretch.ts";
import type { CastName } from "./cast.ts";
import { type Phone, phone } from "./phone.ts";
import { openPortal, type TestPortal } from "./portal.ts";
import { type World, type WorldOptions, world } from "./world.ts";

/** A tool of the school made for these tests: words on a board, that guardians sign for their children. */
export interface Board {
  readonly feature: Feature;
  readonly words: Map<string, HomeEntry>;
  /** Publishes, or corrects, a word. */
  put(world: World, word: Partial<HomeEntry> & Pick<HomeEntry, "channel">): HomeEntry;
  withdraw(world: World, id: string): void;
  /** Signatures in the database: "guardian's person id child's public id". */
  signatures(db: World["db"]): string[];
}

export const newBoard = (): Board => {
  const words = new Map<string, HomeEntry>();
  return {
    words,
    feature: feature({
      id: "tableau",
      title: "Tableau",
      icon: "x",
      home: null,
      visibleTo: () => true,
      routes: () => undefined,
      fromHome: {
        entries: () => [...words.values()].sort((a, b) => (a.at < b.at ? 1 : -1)),
        kinds: { "tableau.word": { as: "card", view: "liaison/_card", readers: ["guardian", "staff", "pupil"] } },
        after: ["word.published", "word.withdrawn", "word.signed"],
        actions: {
          sign: {
            run: (doing, { entry, fields }) => {
              if (!words.has(entry)) throw new NotFound();
              write(doing, (tx) => {
                record(tx, doing.actor, "word.signing", {}); // must not outlast a refusal
                const child = tx
                  .select()
                  .from(people)
                  .all()
                  .find(({ publicId }) => publicId === fields.child);
                const relation = doing.actor.children.find(({ id }) => id === child?.id);
                if (relation === undefined) throw new NotFound();
                if (!relation.maySign) throw new Forbidden("Vous ne signez pas pour cet enfant.");
                record(tx, doing.actor, "word.signed", { entry, child: fields.child });
              });
            },
          },
          stumble: {
            run: (doing) => {
              write(doing, (tx) => record(tx, doing.actor, "word.signing", {}));
              throw new TypeError("a fault of the verb");
            },
          },
          mistake: {
            run: (doing) => {
              write(doing, (tx) => record(tx, doing.actor, "word.signing", {}));
              throw new Invalid("child", "Choisissez un enfant.");
            },
          },
        },
      },
    }),
    put: ({ db, clock }, word) => {
      const data = word.data ?? { title: "Sortie au musée", body: "<p>Rendez-vous à 9 h.</p>" };
      const entry: HomeEntry = {
        kind: "tableau.word",
        id: randomId(),
        at: clock.iso(),
        order: null,
        media: [],
        actions: ["sign"],
        contentHash: contentHash(data),
        ...word,
        data,
      };
      words.set(entry.id, entry);
      write({ db }, (tx) => record(tx, null, "word.published", { id: entry.id }));
      return entry;
    },
    withdraw: ({ db }, id) => {
      words.delete(id);
      write({ db }, (tx) => record(tx, null, "word.withdrawn", { id }));
    },
    signatures: (db) =>
      db
        .select()
        .from(events)
        .all()
        .filter(({ type }) => type === "word.signed")
        .map(({ actorId, data }) => `${actorId} ${String(data.child)}`),
  };
};

export interface HomeWorld {
  readonly w: World;
  readonly board: Board;
  readonly portal: TestPortal;
  readonly uai: string;
  parents: Parents;
  sync(): Promise<void>;
  /** A letter for somebody of the cast, and the phone that has read it. */
  phone(name: CastName): Promise<Phone>;
  publicId(name: CastName): string;
}

export const uai = "0690078K";

export const parentsOf = (w: World, board: Board, url: string): Parents => {
  const deps: Deps = { ...w, config: { ...w.config, PORTAL_URL: url } };
  const parents = createParents({ deps, features: [board.feature], log: createLog("silent") });
  after(() => parents.stop());
  return parents;
};

const phrase = "un banc sous le platane";

/** A sheet with its phrase, read as the app reads them. */
export const staffKeys = async (w: World, name: CastName): Promise<HolderKeys> => {
  const sheet = await prepareSheetWithPhrase({ ...w, ...w.doing(name) }, w.ids[name], phrase);
  sheet.store();
  return keysFrom(await staffSecret(sheet.key.code, phrase, uai), uai);
};

/** The cast's school, connected to a portal of its own. `through`: the address under which the box calls it. */
export const homeWorld = async (
  options: WorldOptions & { through?(portalUrl: string): Promise<string> } = {},
): Promise<HomeWorld> => {
  const board = newBoard();
  const portal = await openPortal();
  const w = await world({ features: [board.feature], ...options });
  const url = (await options.through?.(portal.url)) ?? portal.url;
  await connectPortal(w, { url: portal.url, oneTimeToken: await portal.invite(uai) });
  const home: HomeWorld = {
    w,
    board,
    portal,
    uai,
    parents: parentsOf(w, board, url),
    sync: () => home.parents.once(),
    phone: async (name) => {
      const { isStaff, role } = w.doing(name).actor;
      if (isStaff || role === "technician") return phone(portal.url, uai, await staffKeys(w, name));
      const [key] = await issueKeys(
        { ...w, ...w.doing("gaelle") },
        [w.ids[name]],
        role === "pupil" ? "pupil" : "guardian",
      );
      if (key === undefined) throw new Error("no key was issued");
      return phone(portal.url, uai, key.code);
    },
    publicId: (name) =>
      w.db
        .select()
        .from(people)
        .all()
        .find(({ id }) => id === w.ids[name])?.publicId ?? "",
  };
  return home;
};
