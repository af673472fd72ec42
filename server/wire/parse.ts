import * as z from "zod/mini";
import { fromUtf8 } from "./bytes.ts";
import { Refused } from "./refused.ts";

const LONGEST_JSON = 2 * 1024 * 1024;
/** Ours have seven levels at most. Thousands of them would overflow the stack of whatever copies or writes the value. */
const DEEPEST_JSON = 32;

/** Reads JSON whose signature, MAC or hash has been checked. Throws `Refused("malformed")`. */
export function parse<T extends z.ZodMiniType>(schema: T, bytes: Uint8Array, longest = LONGEST_JSON): z.output<T> {
  if (bytes.length > longest) throw new Refused("malformed", "too long");
  return checked(schema, json(bytes));
}

/** Checks what is about to be sent: a mistake of ours must not travel. */
export function checked<T extends z.ZodMiniType>(schema: T, value: unknown): z.output<T> {
  const result = z.safeParse(schema, value);
  if (result.success) return result.data;
  throw new Refused("malformed", result.error.issues[0]?.path.join("."));
}

function json(bytes: Uint8Array): unknown {
  const value = read(bytes);
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST_JSON) throw new Refused("malformed", "too deep");
    level = level.flatMap((one) => (typeof one === "object" && one !== null ? Object.values(one) : []));
  }
  return value;
}

function read(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(fromUtf8(bytes));
  } catch {
    throw new Refused("malformed", "not JSON");
  }
}
