import type { Feature, HomeKind, HomeReader } from "../../server/core/feature.ts";

/** By a name that the browser's type check does not follow: it would read the whole box. */
const registry = "../../server/features.ts";
const { features } = (await import(registry)) as { features: readonly Feature[] };

/** The app's rooms: what guardians open first, and what is fetched when staff or a pupil come in, or a phrase is typed. */
export type Room = "app" | "staff" | "pupil" | "phrase";

const readerIn: Readonly<Record<Room, HomeReader | null>> = {
  app: "guardian",
  staff: "staff",
  pupil: "pupil",
  phrase: null,
};

/** What the manifests say of the app at home. */
const allKinds = features.flatMap(({ fromHome }) =>
  Object.entries(fromHome?.kinds ?? {}).map(([name, told]) => ({ ...told, name })),
);

const viewIn = ({ readers, view, pupilView }: HomeKind, room: Room): string => {
  const reader = readerIn[room];
  if (reader === null || !readers.includes(reader)) return "";
  return room === "pupil" ? (pupilView ?? "") : view;
};

/** For the app's worker: what it must know of every kind, and the fragments that guardians see. */
export const workerKinds = (): Record<string, { card?: string; action?: string }> =>
  Object.fromEntries(
    allKinds.map((kind) => [
      kind.name,
      { ...(kind.as === "card" && { card: viewIn(kind, "app") }), ...(kind.form && { action: kind.form.action }) },
    ]),
  );

/** For a room's program: what it shows, and how. */
export const roomKinds = (room: Room): object =>
  Object.fromEntries(
    allKinds.flatMap((kind) => {
      const { name, as, form } = kind;
      const view = viewIn(kind, room);
      return view === "" ? [] : [[name, { as, view, ...(form && { title: form.title, icon: form.icon }) }]];
    }),
  );

/** The features' fragments that a room shows. */
export const viewsOf = (room: Room): string[] =>
  allKinds.map((kind) => viewIn(kind, room)).filter((view) => view !== "");

/** The features that publish, by folder: what they publish names icons. */
export const publishing: readonly string[] = features
  .filter(({ fromHome }) => fromHome !== undefined)
  .map(({ id }) => id);
