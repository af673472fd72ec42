import type { Actor } from "./actor.ts";
import type { Clock } from "./clock.ts";
import type { Config } from "./config.ts";
import type { Db } from "./db.ts";
import type { EventRow } from "./events.ts";
import type { FileStore } from "./files.ts";
import type { Job } from "./jobs.ts";
import type { Routes } from "./routes.ts";

/** What a store verb needs: the same whether a form on the LAN or a sealed reply from home asks for it. */
export interface Doing {
  readonly db: Db;
  readonly clock: Clock;
  readonly actor: Actor;
}

/** What jobs, followers and seeds are handed. */
export interface Deps {
  readonly db: Db;
  readonly clock: Clock;
  readonly config: Config;
  readonly files: FileStore;
}

/**
 * Who reads a publication from home: everybody who holds the key of this channel.
 * - school: every guardian, pupil and member of staff; classroom, group: those of its pupils and its staff;
 * - team: the teachers of a classroom or group, and the head. What is said of families goes here;
 * - child: the guardians of one child, and not the child;
 * - person: one person alone. What a pupil may read of her own goes to the pupil's.
 */
/**
 * An audience. A person's own channel, by the sheet that opens it: `person` for a guardian or a pupil, `post` for a member of staff. Many
 * teachers are parents too, and what their passphrase protects must not be opened by their family's sheet.
 */
export type ChannelRef =
  | { readonly type: "school" }
  | { readonly type: "classroom" | "group" | "team" | "child" | "person" | "post"; readonly id: string };

/** A picture that goes with an entry; the bytes lie in the file store. */
export interface HomeMedia {
  readonly sha256: string;
  readonly thumbSha256: string;
  /** Of the full picture; its thumbnail is of core/media.ts's thumbType. */
  readonly type: string;
  readonly size: number;
  readonly alt: string;
}

/** The data of one publication, as it should be readable from home now. */
export interface HomeEntry {
  readonly channel: ChannelRef;
  /** "<feature>.<thing>", e.g. "liaison.notice"; names the fragment that shows it. */
  readonly kind: string;
  /** Random (ids.randomId), stable for this publication in every channel. */
  readonly id: string;
  /** Publication, UTC, ISO 8601 with "Z": what people read. */
  readonly at: string;
  /**
   * Its place: the number of the event that published it (what record() returns), the newest first, since a clock may have been wrong.
   * null: none yet. What travels ahead of its `visibleFrom` takes its number when it appears, from the job that lets it appear in
   * the school; until then a phone that shows it already shows it first.
   */
  readonly order: number | null;
  /** Last correction, where there was one. */
  readonly updatedAt?: string | undefined;
  /** Travels early, is shown from then on. */
  readonly visibleFrom?: string | undefined;
  /** JSON; HTML in it is sanitised. */
  readonly data: Record<string, unknown>;
  readonly media: readonly HomeMedia[];
  /** Names of actions of the same feature that a reply to this entry may ask for. */
  readonly actions: readonly string[];
  /** What a signature signs; computed once at publication. */
  readonly contentHash: string;
}

/** What may be done from home: the reply runs the same verb under the same policy as the form on the LAN. */
export interface HomeAction {
  /**
   * Runs inside the mailbox's transaction, which the verb's own write() joins, as the reply's holder. `entry` is the entry's
   * id, `contentHash` the hash of what the reader saw ("" where the reply concerns no entry); `fields` came from outside and
   * nothing of it was checked. Throws a Problem whose French message becomes the receipt's reason.
   */
  run(doing: Doing, reply: { entry: string; contentHash: string; fields: Record<string, unknown>; at: string }): void;
}

export type HomeReader = "guardian" | "staff" | "pupil";

/**
 * How the app at home shows one kind of entry. It is built from these lines alone, so that a tool appears there by its manifest:
 * its templates are compiled into the app, of the guardians' first download only what guardians see.
 */
export interface HomeKind {
  /**
   * - card: a publication of its own in the feed. `view` takes { card: the entry's data, photos, href };
   * - beside: said under other publications. The data has `about`, by their entry's id; `view` takes { id, parts: [{ ...data, own }] },
   *   `own` being what the data says of that publication;
   * - form: something that its reader may write. The entry's channel says who may; `view` takes { form: data } and holds the fields, what
   *   is entered becomes the `fields` of a reply with `action`. The template may be shared with the box's own form;
   * - data: read by the app's own program.
   */
  readonly as: "card" | "beside" | "form" | "data";
  /** In views/, without ".eta"; "" for data. */
  readonly view: string;
  /** The holders whose app shows it. A pupil reads of a "child" channel, in a guardian's app, only what pupils read. */
  readonly readers: readonly HomeReader[];
  /** What pupils see instead of `view`: it takes { card, photos, aloud }. */
  readonly pupilView?: string | undefined;
  /** Of a form: its button's words and icon, and what it asks for. */
  readonly form?: { readonly title: string; readonly icon: string; readonly action: string } | undefined;
}

/** What a feature looks at to say what should be readable from home. */
export interface HomeReading extends Pick<Deps, "db" | "clock"> {
  /** Somebody's key opens this channel. What nobody reads need not be computed, and is sent to nobody. */
  isRead(channel: ChannelRef): boolean;
}

export interface FromHome {
  /** By entry kind, "<feature>.<thing>". */
  readonly kinds: Readonly<Record<string, HomeKind>>;
  /**
   * Everything that should be readable from home, from the present rows; a few queries, never one for each row. The newest first,
   * so that a first synchronisation begins with today's news. Requests are answered between two values: no statement may
   * stay open across a yield (`all()`, a few hundred rows at a time, never `iterate()`).
   */
  entries(reading: HomeReading): Iterable<HomeEntry>;
  readonly actions: Readonly<Record<string, HomeAction>>;
  /** Event types after which the entries are to be compared with what was published. */
  readonly after: readonly string[];
}

/** One line of the home page's feed. */
export interface FeedItem {
  readonly id: string;
  /** The number of the event that published it (what record() returns): the feed follows it, not the clock. */
  readonly order: number;
  /** Fragment and its data. */
  readonly view: string;
  readonly data: object;
  /** Asks something of this person: stands before what is only new. */
  readonly isWaiting?: boolean | undefined;
}

/** Something that takes place today, for the home page. */
export interface TodayLine {
  /** HH:MM; "" for the whole day. */
  readonly time: string;
  readonly text: string;
  readonly href: string;
}

/** What a tool puts into the sheet of a class that a substitute opens for one day: read only, of this class alone. */
export interface PochetteSection {
  readonly title: string;
  readonly icon: string;
  /** Fragment and its data. */
  readonly view: string;
  readonly data: object;
}

/** A page that the head reaches from « Direction ». */
export interface OfficeEntry {
  readonly title: string;
  readonly href: string;
  readonly icon: string;
}

export interface Tile {
  readonly count: number;
  readonly tone: "sky" | "sun" | "brick" | "leaf";
}

/** Rows that an import brought into the directory. */
export interface Brought {
  readonly personIds: readonly string[];
  readonly classroomIds: readonly string[];
  readonly yearIds: readonly string[];
}

/** Something that would lose its ground: in French, with its number, and where to look. */
export interface Obstacle {
  readonly text: string;
  readonly href: string | null;
}

/** By event type; `nameOf` gives the name of a person whose id stands in the data. */
export type JournalWords = Readonly<
  Record<string, (data: Readonly<Record<string, unknown>>, nameOf: (id: unknown) => string) => string>
>;

/** One tool of the school: everything that the rest of the house needs to know about it. */
export interface Feature {
  /** The tool's French name, its folder and its URL. */
  readonly id: string;
  readonly title: string;
  readonly icon: string;
  /** Path of its first page; null: no entry in the navigation. */
  readonly home: string | null;
  visibleTo(actor: Actor): boolean;
  /** Who finds it in the navigation, where that is not everybody who may enter. */
  isInNavOf?(actor: Actor): boolean;
  routes(r: Routes): void;
  readonly fromHome?: FromHome | undefined;
  /** How the audit trail tells this tool's events: « Mme Morin » is followed by « a publié un mot ». */
  readonly journal?: JournalWords | undefined;
  /** Pages of this tool on the head's page « Direction ». */
  readonly office?: readonly OfficeEntry[] | undefined;
  /** What this tool has built on these people and classes: the import that brought them can then not be undone. */
  builtOn?(deps: Pick<Deps, "db">, brought: Brought): Obstacle[];
  /** Told of events after the commit, in order, at least once. */
  readonly on?: { readonly types: readonly string[]; follow(deps: Deps, event: EventRow): void } | undefined;
  readonly jobs?: readonly Job[] | undefined;
  /** SHA-256 of every file of the store that the tool's rows name, in whatever state: all others are deleted at night. */
  files?(db: Db): Iterable<string>;
  /** Count on the tile of the home page. */
  tile?(doing: Doing): Tile;
  /** What is new for this person, the highest `order` first. */
  feed?(doing: Doing, limit: number): FeedItem[];
  /** What takes place today for this person. */
  today?(doing: Doing): TodayLine[];
  /** This tool's part of a class's sheet for a substitute; null when there is nothing to say today. */
  pochette?(deps: Pick<Deps, "db" | "clock">, classroomId: string): PochetteSection | null;
  /** Fills the demo school. */
  seed?(deps: Deps): Promise<void> | void;
}

/** Whether the tool has its entry in this person's navigation, and its tile at home. */
export const isOffered = (tool: Feature, actor: Actor): boolean =>
  tool.home !== null && tool.visibleTo(actor) && (tool.isInNavOf?.(actor) ?? true);

/** Checks the shape at compile time and keeps the manifest readable. */
export const feature = (manifest: Feature): Feature => manifest;

export interface Registry {
  readonly features: readonly Feature[];
}

/** How the line to the portal stands, for every page's header and the head's page. Kept in memory: asking costs nothing. */
export interface SyncStatus {
  readonly isConfigured: boolean;
  readonly isOnline: boolean;
  readonly isRunning: boolean;
  /** Publications, withdrawals and changed accesses that the portal does not have yet. */
  readonly waiting: number;
  readonly lastSuccessAt: string | null;
  /** In French, for the head. */
  readonly lastError: { readonly at: string; readonly message: string } | null;
  /** While a synchronisation sends much. */
  readonly progress?: { readonly done: number; readonly total: number } | null | undefined;
}

export interface SyncPort {
  status(): SyncStatus;
  /** Asks for a synchronisation as soon as possible; returns at once. */
  runNow(): void;
  /** What the head's page about the portal needs; absent where nothing can be synchronised. */
  readonly office?: SyncOffice | undefined;
}

/** One commit that the portal accepted. */
export interface SyncPublication {
  readonly seq: number;
  readonly at: string;
  /** Publications sent or withdrawn by it. */
  readonly entries: number;
  /** Keyrings sent or revoked by it. */
  readonly accesses: number;
  /** Bytes that left the box for it, objects included. */
  readonly bytes: number;
}

/** A reply that could not be placed. */
export interface QuarantinedReply {
  readonly id: string;
  readonly at: string;
  /** Why, in French. */
  readonly reason: string;
  /** Who wrote it, where a key vouched for it. */
  readonly from: string | null;
  /** What it asked for, where it could be opened: "liaison.notice", "sign". */
  readonly kind: string | null;
  readonly action: string | null;
  /** Its fields as JSON, where it could be opened. */
  readonly content: string | null;
}

/** Why the box publishes nothing until the head has decided. */
export interface SyncStandstill {
  readonly message: string;
  /** What the head may have the box do. */
  readonly way: string;
}

export interface SyncOffice {
  /** The portal's address; null until the box is connected. */
  portal(): { readonly url: string; readonly since: string } | null;
  /** Spends the one-time code of `portal:add-school`. Throws Invalid("url" | "oneTimeToken"). */
  connect(wanted: { url: string; oneTimeToken: string }): Promise<void>;
  publications(limit: number): SyncPublication[];
  /** The oldest first. */
  quarantine(limit: number): { readonly replies: QuarantinedReply[]; readonly total: number };
  /** Tries to place a reply again. Returns what became of it, in French. Throws NotFound. */
  retry(id: string): Promise<{ readonly isPlaced: boolean; readonly message: string }>;
  dismiss(id: string): void;
  undismiss(id: string): void;
  standstill(): SyncStandstill | null;
  /** The head's decision at a standstill: this box goes on, under the next lineage, and publishes everything anew. */
  takeOver(): void;
}
