import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { createClock } from "../core/clock.ts";
import { createLog } from "../core/log.ts";
import { createPortal } from "../portal/app.ts";
import { keys } from "../portal/keys.ts";
import { inviteSchool } from "../portal/schools.ts";
import { FolderStore } from "../portal/store/folder.ts";

export interface TestPortal {
  readonly url: string;
  /** Where everything it has lies. */
  readonly folder: string;
  /** The one-time code for a school's box. */
  invite(uai: string, mayReplaceKey?: boolean): Promise<string>;
  /** What its operator can do: an envelope in anybody's name, past every quota. */
  smuggle(holder: string, messageId: string, envelope: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** The real portal on a free port, its store in a folder of its own. Closed by itself after the test file. */
export const openPortal = async (): Promise<TestPortal> => {
  const folder = mkdtempSync(join(tmpdir(), "preau-portal-"));
  const clock = createClock("Europe/Paris");
  const store = await FolderStore.open(folder, clock);
  const app = createPortal({ store, clock, log: createLog("silent") });
  const server = createServer(app).listen(0, "127.0.0.1");
  await once(server, "listening");
  let isClosed = false;
  const close = async (): Promise<void> => {
    if (isClosed) return;
    isClosed = true;
    server.closeAllConnections();
    server.close();
    await once(server, "close");
    rmSync(folder, { recursive: true, force: true });
  };
  after(close);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    folder,
    invite: (uai, mayReplaceKey = false) => inviteSchool({ store, clock }, uai, mayReplaceKey),
    smuggle: async (holder, messageId, envelope) => {
      const at = keys.of("0690078K");
      await store.put(at.pending(holder, messageId), new Uint8Array());
      await store.put(at.envelope(holder, messageId), envelope);
    },
    close,
  };
};
