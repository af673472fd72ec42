import * as z from "zod/mini";

// The browser's content security policy forbids eval, and zod's attempt to use it would be reported.
z.config({ jitless: true });

/** 128 bits in hexadecimal. */
export const Name = z.string().check(z.regex(/^[0-9a-f]{32}$/));
/** SHA-256 in hexadecimal. */
export const Sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));
export const Uai = z.string().check(z.regex(/^[0-9]{7}[A-Z]$/));
/** UTC, `2026-11-23T18:02:00Z` or with milliseconds. */
export const Instant = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/));
/** `liaison`, `liaison.notice`, `sign`: a word that programs exchange. */
export const Word = z.string().check(z.regex(/^[a-z][a-zA-Z0-9.-]{0,47}$/));
export const ChannelIdentity = z.string().check(z.regex(/^AGE-SECRET-KEY-1[0-9A-Z]{58}$/));
export const ReplyRecipient = z.string().check(z.regex(/^age1pq1[0-9a-z]{1900,2100}$/));

export const text = (longest: number) => z.string().check(z.maxLength(longest));
export const list = <T extends z.ZodMiniType>(item: T, longest: number) => z.array(item).check(z.maxLength(longest));
export const count = (highest: number) => z.int().check(z.gte(0), z.lte(highest));
/** A key number, a lineage, a sequence number. */
export const Ordinal = z.int().check(z.gte(1), z.lte(2 ** 40));
export const Fields = z.record(text(64), z.unknown());
export const Version = z.literal(1);
export const Base64 = z.string().check(z.regex(/^[A-Za-z0-9+/]*={0,2}$/));

export const position = { lineage: Ordinal, seq: Ordinal };
