import { resolve } from "node:path";
import type { Clock } from "../../core/clock.ts";
import { FolderStore } from "./folder.ts";
import type { ObjectStore } from "./object-store.ts";

/** `file:./data/portal`: a folder. Another kind of store joins here. */
export const openStore = (address: string, clock: Clock): Promise<ObjectStore> => {
  if (!address.startsWith("file:")) throw new Error("STORE: only file:FOLDER is known");
  return FolderStore.open(resolve(address.slice("file:".length)), clock);
};
