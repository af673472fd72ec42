import assert from "node:assert/strict";
import sharp from "sharp";
import { FileStore } from "../../core/files.ts";
import type { Answer, Browser } from "../browser.ts";
import type { DemoSchool } from "./demo-school.ts";

interface Pair {
  readonly guardian: string;
  readonly child: string;
}
interface Notice {
  readonly id: string;
  readonly hash: string;
}

/** A 5xx, or anything else that the writer did not ask for, ends the test. */
export const is = (status: number, answer: Answer): void => {
  if (answer.status !== status) throw new Error(`${answer.status} instead of ${status}: ${answer.text.slice(0, 600)}`);
};

const newest =
  "select n.id, content_hash hash from notices n join notice_targets t on t.notice_id = n.id where n.state = 'published' and t.type = 'school'";

/** The head and the families of a demo school, who write at the same time and remember what the box said that it had done. */
export class Writers {
  readonly kept = {
    drafts: new Map<string, string>(),
    published: new Set<string>(),
    signatures: new Set<string>(),
    readings: new Set<string>(),
    photos: new Map<string, string>(),
  };
  readonly #school: DemoSchool;
  readonly #random: () => number;
  readonly #files: FileStore;
  readonly head: Browser;
  readonly #yearId: string;
  readonly #pairs: readonly Pair[];
  readonly #browsers = new Map<string, Browser>();
  #notice: Notice;
  #waiting: Pair[];
  #titles = 0;

  constructor(school: DemoSchool, random: () => number) {
    this.#school = school;
    this.#random = random;
    this.#files = new FileStore(`${school.dataDir}/files`);
    const [head] = school.rows<{ id: string }>("select person_id id from staff where is_head = 1");
    this.head = school.signIn(head?.id ?? assert.fail("no head"));
    this.#yearId = school.rows<{ id: string }>("select id from school_years where is_current = 1")[0]?.id ?? "";
    this.#pairs = school.rows<Pair>(
      "select guardian_id guardian, pupil_id child from guardianships where may_read = 1",
    );
    this.#notice =
      school.rows<Notice>(`${newest} limit 1`)[0] ?? assert.fail("the demo school has no notice to everybody");
    this.#waiting = [...this.#pairs];
  }

  upTo = (count: number): number => Math.floor(this.#random() * count);
  acknowledged = (): number => Object.values(this.kept).reduce((sum, { size }) => sum + size, 0);
  counts = (): Record<string, number> =>
    Object.fromEntries(Object.entries(this.kept).map(([what, { size }]) => [what, size]));

  /** At work until so many writes were acknowledged; at that very moment `cut` ends it. Returns how many requests were cut off. */
  async until(goal: number, count: () => number, cut: () => void): Promise<number> {
    const end = count() + goal;
    let cutOff = 0;
    let isDown = false;
    const work = async (act: () => Promise<void>): Promise<void> => {
      while (!isDown) {
        try {
          await act();
        } catch (error) {
          if (isDown) cutOff += 1;
          else if (!(error instanceof TypeError)) {
            isDown = true; // the others end too
            throw error;
          } // else fetch: the connection broke
        }
        if (!isDown && count() >= end) {
          isDown = true;
          cut();
        }
      }
    };
    await Promise.all([this.#write, this.#sign, this.#sign, this.#sign, this.#read, this.#photograph].map(work));
    return cutOff;
  }

  /** Now and then families turn to the newest notice. */
  moveOn(): void {
    if (this.#waiting.length >= 60 && this.#random() >= 0.05) return;
    const [notice] = this.#school.rows<Notice>(`${newest} order by n.id desc limit 1`);
    if (notice === undefined || notice.id === this.#notice.id) return;
    this.#notice = notice;
    this.#waiting = [...this.#pairs];
  }

  nothingIsLost(cuts: number): void {
    assert.equal(this.#school.integrity(), "ok", `after ${cuts} cuts`);
    const { drafts, published, signatures, readings } = this.kept;
    const written = [...drafts].map(([id, title]) => id + title);
    const lost = {
      drafts: this.#missing(written, "select id || title key from notices"),
      published: this.#missing(published, "select id key from notices where state = 'published'"),
      signatures: this.#missing(
        signatures,
        "select notice_id || ' ' || guardian_id || ' ' || pupil_id key from notice_signatures",
      ),
      readings: this.#missing(readings, "select notice_id || ' ' || person_id key from notice_readings"),
    };
    for (const [what, keys] of Object.entries(lost)) assert.deepEqual(keys, [], `${what} after ${cuts} cuts`);
  }

  #missing(wanted: Iterable<string>, sql: string): string[] {
    const there = new Set(this.#school.rows<{ key: string }>(sql).map(({ key }) => key));
    return [...wanted].filter((key) => !there.has(key));
  }

  async photosAreWhole(): Promise<void> {
    const rows = this.#school.rows<{ title: string; whole: string; thumb: string }>(
      "select title, sha256 as whole, thumb_sha256 as thumb from notices n join notice_photos p on p.notice_id = n.id",
    );
    const there = new Set(rows.map(({ title }) => title));
    assert.deepEqual(
      [...this.kept.photos.keys()].filter((title) => !there.has(title)),
      [],
    );
    for (const sha256 of new Set(rows.flatMap(({ whole, thumb }) => [whole, thumb]))) await this.#files.read(sha256); // throws when damaged
  }

  #as(id: string): Browser {
    const known = this.#browsers.get(id) ?? this.#school.signIn(id);
    this.#browsers.set(id, known);
    return known;
  }

  #words(): { kind: string; title: string; body: string; signature: string; targets: string[] } {
    this.#titles += 1;
    const title = `Mot numéro ${this.#titles}`;
    return { kind: "sortie", title, body: `Texte ${this.#titles}`, signature: "both", targets: [this.#yearId] };
  }

  /** A draft kept while the head writes; now and then it is published, and everybody may sign it. */
  #write = async (): Promise<void> => {
    const fields = this.#words();
    const answer = await this.head.post("/liaison/brouillon", fields);
    is(200, answer);
    const id = /value="([0-9a-f-]{36})"/.exec(answer.text)?.[1] ?? assert.fail(answer.text);
    this.kept.drafts.set(id, fields.title);
    if (this.#random() < 0.5) return;
    is(303, await this.head.post(`/liaison/${id}/publication`));
    this.kept.published.add(id);
  };

  #sign = async (): Promise<void> => {
    const { guardian, child } = this.#waiting.pop() ?? this.#anyPair();
    const { id, hash } = this.#notice;
    is(303, await this.#as(guardian).post(`/liaison/${id}/signature`, { child, contentHash: hash }));
    this.kept.signatures.add([id, guardian, child].join(" "));
  };

  #read = async (): Promise<void> => {
    const { guardian } = this.#anyPair();
    const { id } = this.#notice;
    is(204, await this.#as(guardian).post(`/liaison/${id}/lecture`));
    this.kept.readings.add([id, guardian].join(" "));
  };

  #photograph = async (): Promise<void> => {
    const fields = this.#words();
    const background = { r: this.upTo(256), g: this.upTo(256), b: this.upTo(256) };
    const bytes = await sharp({ create: { width: 32, height: 24, channels: 3, background } })
      .jpeg()
      .toBuffer();
    is(303, await this.head.postFiles("/liaison", fields, "photos", [{ name: "cour.jpg", bytes }]));
    this.kept.photos.set(fields.title, "");
  };

  #anyPair(): Pair {
    return this.#pairs[this.upTo(this.#pairs.length)] ?? assert.fail("no family");
  }
}
