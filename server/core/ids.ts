import { randomBytes } from "node:crypto";

/** UUID version 7 (RFC 9562 §5.7): 48 bits of milliseconds, then random. Sorts by creation; stays on the box. */
export const newId = (at: number = Date.now()): string => {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(at, 0, 6);
  bytes.writeUInt8(0x70 | (bytes.readUInt8(6) & 0x0f), 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

/** 128 random bits as 32 hexadecimal digits: for names that leave the box, which must tell nothing. */
export const randomId = (): string => randomBytes(16).toString("hex");
