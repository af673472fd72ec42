/** The few pieces of DER (X.690) that a certificate is written with. Each function returns one whole element. */

const lengthOf = (size: number): number[] => {
  if (size < 0x80) return [size];
  const bytes: number[] = [];
  for (let left = size; left > 0; left = Math.floor(left / 256)) bytes.unshift(left % 256);
  return [0x80 | bytes.length, ...bytes];
};

const element = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content.length)]), content]);
};

export const sequence = (...parts: readonly Uint8Array[]): Buffer => element(0x30, ...parts);
export const setOf = (part: Uint8Array): Buffer => element(0x31, part);
export const octets = (bytes: Uint8Array): Buffer => element(0x04, bytes);
export const utf8 = (text: string): Buffer => element(0x0c, Buffer.from(text, "utf8"));
export const truth = (): Buffer => element(0x01, Buffer.from([0xff]));

/** A positive whole number, most significant byte first. */
export const integer = (bytes: Uint8Array): Buffer =>
  element(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);

/** `unused`: how many of the last byte's bits mean nothing. */
export const bits = (bytes: Uint8Array, unused = 0): Buffer => element(0x03, Buffer.from([unused]), bytes);

const base128 = (value: number): number[] => {
  const bytes = [value & 0x7f];
  for (let left = value >>> 7; left > 0; left >>>= 7) bytes.unshift((left & 0x7f) | 0x80);
  return bytes;
};

/** "2.5.29.17" */
export const oid = (dotted: string): Buffer => {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return element(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
};

/** UTCTime: years 1950 to 2049. */
export const time = (instant: Date): Buffer =>
  element(0x17, Buffer.from(`${instant.toISOString().slice(2, 19).replace(/[-:T]/g, "")}Z`, "ascii"));

/** [number], with elements inside or, as `plain`, in place of the element's own tag. */
export const tagged = (number: number, ...parts: readonly Uint8Array[]): Buffer => element(0xa0 | number, ...parts);
export const taggedPlain = (number: number, bytes: Uint8Array): Buffer => element(0x80 | number, bytes);
