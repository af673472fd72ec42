import { timingSafeEqual } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { codeHash, newShortCode, tidyShortCode } from "./credentials-codes.ts";

const length = 12;
const fileIn = (dataDir: string): string => join(dataDir, "keys", "setup-code");

const read = (dataDir: string): string | undefined => {
  try {
    return readFileSync(fileIn(dataDir), "utf8").trim();
  } catch {
    return undefined;
  }
};

/**
 * The code that the first-run wizard asks for, in groups of four: otherwise the first pupil to find the page becomes
 * head. Made at the first start, kept in keys/setup-code until there is a school.
 */
export const ensureSetupCode = (dataDir: string): string => {
  const known = read(dataDir);
  if (known !== undefined && tidyShortCode(known).length >= 8) return known;
  const code = (newShortCode(length).match(/.{4}/g) ?? []).join("-");
  mkdirSync(join(dataDir, "keys"), { recursive: true, mode: 0o700 });
  writeFileSync(fileIn(dataDir), `${code}\n`, { mode: 0o600 });
  return code;
};

export const isSetupCode = (dataDir: string, typed: string): boolean => {
  const [expected, given] = [ensureSetupCode(dataDir), typed].map((code) => Buffer.from(codeHash(tidyShortCode(code))));
  return expected !== undefined && given !== undefined && timingSafeEqual(expected, given);
};

/** The school exists: the code opens nothing any more. */
export const forgetSetupCode = (dataDir: string): void => rmSync(fileIn(dataDir), { force: true });
