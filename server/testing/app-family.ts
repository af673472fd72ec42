import { UAI } from "../portal/fixture.ts";
import * as wire from "../wire/index.ts";

export interface Family {
  readonly code: string;
  readonly keys: wire.HolderKeys;
  readonly holder: string;
  readonly name: string;
  readonly person: wire.Channel;
  readonly children: readonly { id: string; firstName: string; displayName: string; channel: wire.Channel }[];
}

export const channelOf = (type: wire.Channel["type"]): wire.Channel => ({
  id: wire.newName(),
  type,
  keys: [wire.newChannelKey(1)],
});

/** `known`: children who already have another guardian here. */
export function newFamily(
  name: string,
  children: readonly string[],
  known: ReadonlyMap<string, Family["children"][number]>,
): Family {
  const code = wire.newCode();
  return {
    code,
    keys: wire.deriveHolderKeys(code, UAI),
    holder: wire.newName(),
    name,
    person: channelOf("person"),
    children: children.map(
      (displayName) =>
        known.get(displayName) ?? {
          id: wire.newName(),
          firstName: displayName.split(" ")[0] ?? "",
          displayName,
          channel: channelOf("child"),
        },
    ),
  };
}

/** What the school's box gives this guardian to read with. */
export async function keyringOf(
  { holder, name, children, person, keys }: Family,
  school: { publicKeys: string[]; replyTo: string; classroom: wire.Channel; position: wire.Position },
): Promise<wire.Commit["keyrings"][number]> {
  const { publicKeys, replyTo, classroom, position } = school;
  const keyring: wire.Keyring = {
    v: 1,
    uai: UAI,
    ...position,
    at: new Date().toISOString(),
    school: { name: "École Jules-Ferry", phone: "04 78 00 00 00", publicKeys, replyTo },
    holder: { id: holder, kind: "guardian", displayName: name },
    children: children.map(({ id, firstName, displayName, channel }) => ({
      id,
      firstName,
      displayName,
      classroom: "CE2",
      channels: [classroom.id, channel.id],
      maySign: true,
    })),
    channels: [classroom, person, ...children.map(({ channel }) => channel)],
  };
  return { name: keys.tokenHash, bytes: wire.toBase64(await wire.makeKeyring(keyring, keys)) };
}
