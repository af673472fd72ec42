import type { Position } from "../wire/order.ts";

const padded = (value: number): string => String(value).padStart(13, "0");

/** Sorts as the positions do. */
export const positionName = ({ lineage, seq }: Position): string => `${padded(lineage)}-${padded(seq)}`;

export const positionOf = (key: string): Position => {
  const [lineage, seq] = key.slice(key.lastIndexOf("/") + 1).split("-");
  return { lineage: Number(lineage), seq: Number(seq) };
};

export const lastSegment = (key: string): string => key.slice(key.lastIndexOf("/") + 1);

/** Where each thing of the portal lies in its store. */
export const keys = {
  registry: "registry/",
  school: (uai: string) => `registry/${uai}`,
  invitation: (uai: string, hash: string) => `invitations/${uai}/${hash}`,
  claim: (uai: string, hash: string) => `claims/${uai}/${hash}`,
  of: (uai: string) => {
    const school = `schools/${uai}`;
    return {
      tip: `${school}/tip`,
      schoolHead: `${school}/school-head`,
      commits: `${school}/commits/`,
      commit: (seq: number) => `${school}/commits/${padded(seq)}`,
      heads: (channel: string) => `${school}/heads/${channel}/`,
      allKeyrings: `${school}/keyrings/`,
      keyrings: (name: string) => `${school}/keyrings/${name}/`,
      object: (name: string) => `${school}/objects/${name.slice(0, 2)}/${name}`,
      trash: `${school}/trash/`,
      /** `due`: an hour, `2026-11-24T18`. */
      trashed: (due: string, object: string) => `${school}/trash/${due}/${object}`,
      mailbox: `${school}/mailbox/`,
      mailboxOf: (holder: string) => `${school}/mailbox/${holder}/`,
      envelope: (holder: string, messageId: string) => `${school}/mailbox/${holder}/${messageId}`,
      allPending: `${school}/pending/`,
      pendingOf: (holder: string) => `${school}/pending/${holder}/`,
      pending: (holder: string, messageId: string) => `${school}/pending/${holder}/${messageId}`,
    };
  },
};
