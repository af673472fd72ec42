import { constants } from "node:fs";
import { open, readdir, statfs } from "node:fs/promises";
import { join } from "node:path";

/** The file that a key carries, at its root. */
export const keyFileName = "preau-secours.txt";

const mostEntries = 40;
const mostBytes = 4096;

/** Discs of other machines: NFS, CIFS, SMB2, 9P, FUSE (sshfs). Who writes there does not stand at the box. */
const networkTypes = new Set([0x6969, 0xff534d42, 0xfe534d42, 0x01021997, 0x65735546]);

const isLocalDisk = async (folder: string): Promise<boolean> => {
  const { type } = await statfs(folder);
  return !networkTypes.has(type >>> 0);
};

const foldersIn = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []); // no such place on this machine
  return entries
    .filter((entry) => entry.isDirectory())
    .slice(0, mostEntries)
    .map(({ name }) => join(folder, name));
};

const readKeyFile = async (folder: string): Promise<string> => {
  try {
    const file = await open(
      join(folder, keyFileName),
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
    );
    try {
      const { size } = await file.stat();
      if (size > mostBytes || !(await isLocalDisk(folder))) return "";
      return (await file.readFile()).toString("utf8");
    } finally {
      await file.close();
    }
  } catch {
    return ""; // no such file there, or a key that was pulled out
  }
};

/**
 * What stands in preau-secours.txt on each key in the box: at the root of a volume mounted below one of these folders
 * ("/media/CLE", or "/media/somebody/CLE"). Reads only when asked; nothing watches the keys.
 */
export const readKeys = async (folders: readonly string[]): Promise<string[]> => {
  const firsts = (await Promise.all(folders.map(foldersIn))).flat();
  const seconds = (await Promise.all(firsts.map(foldersIn))).flat();
  const texts = await Promise.all([...firsts, ...seconds].map(readKeyFile));
  return texts.filter((text) => text !== "");
};
