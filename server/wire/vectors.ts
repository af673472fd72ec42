import * as z from "zod/mini";
import {
  Channel,
  ChannelHead,
  Commit,
  Entry,
  EntryRef,
  Keyring,
  ObjectRef,
  Page,
  ReplyBody,
  SchoolHead,
} from "./schemas.ts";
import json from "./vectors.json" with { type: "json" };

/** vectors.json, for the tests that read it. */
const Text = z.string();
const made = <V extends z.ZodMiniType, R extends z.ZodMiniType>(value: V, ref: R) =>
  z.object({ value, ref, bytes: Text });
const sent = <V extends z.ZodMiniType>(value: V) => z.object({ value, bytes: Text });

const MediaRef = z.object({
  object: Text,
  sha256: Text,
  size: z.number(),
  type: z.literal("image/webp"),
  identity: Text,
});

const Vectors = z.object({
  codes: z.array(
    z.object({
      code: Text,
      printed: Text,
      typed: z.array(Text),
      uai: Text,
      token: Text,
      tokenHash: Text,
      ageIdentity: Text,
      ageRecipient: Text,
      ringKey: Text,
      replyKey: Text,
    }),
  ),
  staffCodes: z.array(
    z.object({
      code: Text,
      printed: Text,
      phrase: Text,
      typed: z.array(Text),
      uai: Text,
      paper: Text,
      salt: Text,
      stretched: Text,
      token: Text,
      tokenHash: Text,
      ageIdentity: Text,
      ageRecipient: Text,
      ringKey: Text,
      replyKey: Text,
    }),
  ),
  refusedCodes: z.array(Text),
  padding: z.array(z.object({ length: z.number(), padded: z.number() })),
  contentHash: z.object({ data: z.record(Text, z.unknown()), hash: Text }),
  signed: z.object({ secretKey: Text, publicKey: Text, body: Text, signed: Text }),
  authenticated: z.object({ key: Text, body: Text, authenticated: Text }),
  school: z.object({ uai: Text, publicKey: Text, replyIdentity: Text, replyRecipient: Text }),
  holder: z.object({ code: Text }),
  channel: Channel,
  keyring: sent(Keyring),
  schoolHead: sent(SchoolHead),
  head: sent(ChannelHead),
  page: made(Page, ObjectRef),
  entry: made(Entry, EntryRef),
  media: z.object({ text: Text, ref: MediaRef, bytes: Text }),
  commit: sent(Commit),
  reply: sent(ReplyBody),
});

export const vectors = z.parse(Vectors, json);
