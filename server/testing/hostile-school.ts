import assert from "node:assert/strict";
import { AT, ask, type Running } from "../portal/fixture.ts";
import { inviteSchool } from "../portal/schools.ts";
import * as wire from "../wire/index.ts";

/** Swept before the first school of the tests: a fault in it would stop there. */
export const OTHER = "0130001A";

/** Another school of the same portal, whose box is hostile. */
export class HostileSchool {
  readonly keys = wire.newSigningKeys();
  readonly token = wire.newToken();
  readonly paths = wire.api(OTHER);
  readonly url: string;
  last: { seq: number; sha256: string } = { seq: 0, sha256: "" };

  constructor(url: string) {
    this.url = url;
  }

  static async enrolled({ url, deps }: Running): Promise<HostileSchool> {
    const school = new HostileSchool(url);
    const { publicKey, secretKey } = school.keys;
    const invitation = await inviteSchool(deps, OTHER, false);
    const { tokenHash } = school.token;
    const body = wire.makeEnrolment({ v: 1, uai: OTHER, invitation, publicKey, tokenHash }, secretKey);
    assert.equal((await ask(url + school.paths.enrolment(publicKey), { body })).status, 200);
    return school;
  }

  put(path: string, body: Uint8Array, headers: Record<string, string> = {}) {
    return ask(this.url + path, { token: this.token.token, body, headers });
  }

  async commit(changes: Partial<wire.Commit>) {
    const seq = this.last.seq + 1;
    const nothing = { heads: [], keyrings: [], revocations: [], deletes: [] };
    const prev = this.last.seq === 0 ? null : this.last.sha256;
    const body = { v: 1 as const, uai: OTHER, lineage: 1, seq, prev, at: AT, ...nothing, ...changes };
    const bytes = wire.makeCommit(body, this.keys.secretKey);
    const answer = await this.put(this.paths.commit(seq), bytes);
    if (answer.status === 201) this.last = { seq, sha256: wire.sha256Hex(bytes) };
    return answer;
  }
}
