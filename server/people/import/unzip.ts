import type { Readable } from "node:stream";
import { type Entry, fromBufferPromise, type ZipFile } from "yauzl";
import { isXml } from "./aaf/xml.ts";
import type { Dropped } from "./read.ts";
import { maxBytes, Refused } from "./refuse.ts";

/** A school of 3,000 pupils unpacks to 7 MB; what opens to more than this is a bomb, whatever its headers promise. */
const mostUnzipped = 4 * maxBytes;
const mostFiles = 100;

const zipStarts = ["504b0304", "504b0506"];

export const isZip = (bytes: Uint8Array): boolean =>
  zipStarts.includes(Buffer.from(bytes.subarray(0, 4)).toString("hex"));

const damaged = (): Refused =>
  new Refused("Cette archive ZIP est coupée ou abîmée. Téléchargez-la à nouveau, puis recommencez.");
const tooLarge = (): Refused =>
  new Refused("Cette archive ZIP est démesurée une fois ouverte\u202f: ce n’est pas un flux de l’annuaire.");
const workbook = (): Refused =>
  new Refused(
    "Ce fichier est un classeur Excel ou LibreOffice, pas un export CSV. Dans ONDE, demandez l’extraction au format CSV, puis recommencez.",
  );

const isOfWorkbook = ({ fileName }: Entry): boolean => ["[Content_Types].xml", "content.xml"].includes(fileName);

/** Refuses by its name and its flags what no feed contains, before anything of it is unpacked. */
const refuseEntry = (entry: Entry): void => {
  if (isOfWorkbook(entry)) throw workbook();
  if (entry.isEncrypted()) {
    throw new Refused("Cette archive ZIP est protégée par un mot de passe. Ouvrez-la, puis déposez les fichiers XML.");
  }
  if (/\.(?:zip|7z|rar|gz|tgz|tar)$/i.test(entry.fileName)) {
    throw new Refused("Cette archive contient une autre archive. Ouvrez-la, puis déposez les fichiers XML.");
  }
};

const unpack = async (stream: Readable, budget: { left: number }): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    const bytes: Buffer = chunk;
    budget.left -= bytes.length;
    if (budget.left < 0) {
      stream.destroy();
      throw tooLarge();
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
};

const open = async (bytes: Uint8Array): Promise<ZipFile> =>
  fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), { strictFileNames: false });

async function* xmlFilesOf(zip: ZipFile, archive: string): AsyncGenerator<Dropped> {
  const budget = { left: mostUnzipped };
  let seen = 0;
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith("/") || entry.fileName.startsWith("__MACOSX/")) continue;
    refuseEntry(entry);
    seen += 1;
    if (seen > mostFiles) throw tooLarge();
    if (!/\.xml$/i.test(entry.fileName)) continue;
    const bytes = await unpack(await zip.openReadStreamPromise(entry), budget);
    if (isZip(bytes) || !isXml(bytes)) throw damaged();
    yield { name: `${archive} › ${entry.fileName.split("/").at(-1)}`, bytes };
  }
}

/**
 * The XML files of an archive, one at a time: only one is in memory. Names inside are read, never used as paths (yauzl
 * refuses `..` and absolute ones). Throws Refused for archives that are damaged, nested, encrypted, or open to too much.
 */
export async function* unzip({ name, bytes }: Dropped): AsyncGenerator<Dropped> {
  try {
    let found = false;
    for await (const file of xmlFilesOf(await open(bytes), name)) {
      found = true;
      yield file;
    }
    if (!found) throw new Refused("Cette archive ZIP ne contient aucun fichier XML de l’annuaire académique.");
  } catch (error) {
    if (error instanceof Refused) throw error;
    if (error instanceof Error && /relative path|absolute path|invalid characters/.test(error.message)) {
      throw new Refused("Cette archive ZIP contient des noms de fichiers dangereux\u202f: elle est refusée.");
    }
    throw damaged(); // whatever else yauzl and zlib say of a ZIP, it cannot be read
  }
}
