import { BlockList, isIP } from "node:net";
import { taggedPlain } from "./der.ts";

/** Addresses that only exist inside a network (RFC 1918, 3927, 4193, 4291): address, then length of the prefix. */
const privateRanges: readonly (readonly [address: string, prefix: number])[] = [
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["::1", 128],
];

const inPrivate = new BlockList();
for (const [address, prefix] of privateRanges)
  inPrivate.addSubnet(address, prefix, isIP(address) === 6 ? "ipv6" : "ipv4");

/** Whether the school's authority may vouch for this address. */
export const isPrivateAddress = (address: string): boolean =>
  isIP(address) !== 0 && inPrivate.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");

/** 4 or 16 bytes. */
const addressBytes = (address: string): Buffer => {
  if (isIP(address) === 4) return Buffer.from(address.split(".").map(Number));
  const [left = "", right] = address.split("::");
  const groups = (half: string): number[] =>
    half === "" ? [] : half.split(":").map((group) => Number.parseInt(group, 16));
  const [start, end] = [groups(left), groups(right ?? "")];
  const all = [...start, ...Array(8 - start.length - end.length).fill(0), ...end];
  return Buffer.from(all.flatMap((group: number) => [group >> 8, group & 0xff]));
};

const maskBytes = (size: number, prefix: number): Buffer =>
  Buffer.from(Array.from({ length: size }, (_, at) => 0xff & ~(0xff >> Math.max(0, Math.min(8, prefix - 8 * at)))));

/** GeneralName (RFC 5280, 4.2.1.6): a host's name, or its address. */
export const generalName = (host: string): Buffer =>
  isIP(host) === 0 ? taggedPlain(2, Buffer.from(host, "ascii")) : taggedPlain(7, addressBytes(host));

/** The same ranges as name constraints have them: address, then mask (RFC 5280, 4.2.1.10). */
export const privateSubtrees = (): Buffer[] =>
  privateRanges.map(([address, prefix]) => {
    const bytes = addressBytes(address);
    return taggedPlain(7, Buffer.concat([bytes, maskBytes(bytes.length, prefix)]));
  });
