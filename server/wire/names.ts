import { randomBytes, toHex } from "./bytes.ts";
import { formatCode } from "./codes.ts";

/** 128 random bits in hexadecimal: objects, channels, holders, children, messages, publications. */
export const newName = (): string => toHex(randomBytes(16));

/** The address on a family's letter; what follows `#` reaches no server. */
export const holderLink = (portal: string, uai: string, code: string): string =>
  `${portal.replace(/\/$/, "")}/e/${uai}#${formatCode(code)}`;

/** Paths of the portal's interface. They are described in README.md. */
export const api = (uai: string) => {
  const school = `/api/${uai}`;
  return {
    enrolment: (publicKey: string) => `${school}/box/${publicKey}`,
    tip: `${school}/tip`,
    school: `${school}/school`,
    keyring: `${school}/keyring`,
    head: (channel: string) => `${school}/heads/${channel}`,
    object: (name: string) => `${school}/objects/${name}`,
    commits: `${school}/commits`,
    commit: (seq: number) => `${school}/commits/${seq}`,
    /** The holder's side: PUT deposits an envelope, GET asks what became of it. */
    envelope: (messageId: string) => `${school}/mailbox/${messageId}`,
    /** The box's side. Named with the depositor too: two holders may, by error or malice, use one message id. */
    deposits: `${school}/deposits`,
    deposit: (holder: string, messageId: string) => `${school}/deposits/${holder}/${messageId}`,
    acknowledgements: `${school}/deposits/acknowledgements`,
  };
};
