import { crc32, deflateRawSync } from "node:zlib";

export interface Zipped {
  name: string;
  bytes: Uint8Array;
  /** Sets the flag of an encrypted entry, or a size that is not its own. */
  isEncrypted?: boolean | undefined;
  claims?: number | undefined;
}

const header = (signature: number, entry: Zipped, packed: Buffer, isCentral: boolean): Buffer => {
  const name = Buffer.from(entry.name);
  const fixed = Buffer.alloc(isCentral ? 46 : 30);
  const at = isCentral ? 2 : 0;
  fixed.writeUInt32LE(signature, 0);
  fixed.writeUInt16LE(20, 4);
  if (isCentral) fixed.writeUInt16LE(20, 6);
  fixed.writeUInt16LE((entry.isEncrypted ? 1 : 0) | 0x800, 6 + at);
  fixed.writeUInt16LE(8, 8 + at);
  fixed.writeUInt32LE(crc32(entry.bytes), 14 + at);
  fixed.writeUInt32LE(packed.length, 18 + at);
  fixed.writeUInt32LE(entry.claims ?? entry.bytes.length, 22 + at);
  fixed.writeUInt16LE(name.length, 26 + at);
  return Buffer.concat([fixed, name]);
};

/** For tests: an archive, well or wilfully badly made. */
export const zip = (entries: readonly Zipped[]): Buffer => {
  const [files, directory]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const entry of entries) {
    const packed = deflateRawSync(entry.bytes);
    const central = header(0x02014b50, entry, packed, true);
    central.writeUInt32LE(offset, 42);
    directory.push(central);
    const local = Buffer.concat([header(0x04034b50, entry, packed, false), packed]);
    files.push(local);
    offset += local.length;
  }
  const end = Buffer.alloc(22);
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, ...directory, end]);
};
