import type { RoomData } from "../messages.ts";
import { goTo } from "./gestures.ts";
import { here } from "./place.ts";
import { afterDrawing, announce } from "./show.ts";
import { tellWorker } from "./speak.ts";
import { askForSync, stepNow } from "./step.ts";

/** What the page lends to a room's program. */
export interface Tools {
  readonly tellWorker: typeof tellWorker;
  readonly here: typeof here;
  announce(words: string): void;
  /** Something was written: it leaves at once, and its receipt is looked for. */
  sendOff(): Promise<void>;
  /** To the school's pages. */
  goTo(school: string): void;
}

interface RoomProgram {
  /** HTML of the page at this place of the room. */
  draw(data: RoomData | undefined, route: string): string;
  /** Once the page stands. */
  wake(tools: Tools): void;
}

const main = (): HTMLElement | null => document.getElementById("contenu");
const programs = new Map<string, Promise<RoomProgram>>();

/** A member of staff's or a pupil's page: its program is fetched the first time and kept by the worker like the app itself. */
export async function furnish(): Promise<void> {
  const room = main()?.dataset.room;
  const address = document.body.dataset[room ?? ""];
  if (room === undefined || address === undefined) return;
  const program = programs.get(room) ?? load(address);
  programs.set(room, program);
  try {
    const { draw, wake } = await program;
    const { place } = here;
    const data = room === "phrase" ? undefined : (await tellWorker({ do: "room", place })).room;
    if (main()?.dataset.room !== room || place.route !== here.route || (data === undefined && room !== "phrase"))
      return; // somebody has gone elsewhere meanwhile
    const app = document.getElementById("app");
    if (app !== null) app.innerHTML = draw(data, here.route);
    if (data?.isLent === true) here.lend(place.route);
    afterDrawing();
    wake({ tellWorker, here, announce, sendOff, goTo });
  } catch {
    programs.delete(room);
    announce("Il faut du réseau pour ouvrir cette page la première fois.");
  }
}

async function sendOff(): Promise<void> {
  await askForSync();
  stepNow();
}

async function load(address: string): Promise<RoomProgram> {
  const look = document.createElement("link");
  look.rel = "stylesheet";
  look.href = document.body.dataset.look ?? "";
  document.head.append(look);
  return (await import(address)) as RoomProgram; // built with the app, from page/rooms/
}
