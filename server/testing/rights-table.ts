import type { Fields } from "./browser.ts";
import type { CastName } from "./cast.ts";
import type { World } from "./world.ts";

/** Somebody of the cast, or a stranger who has not signed in. */
export type Visitor = CastName | "stranger";

/** One way to call a route, and the status that each visitor must get. */
export interface RightsCase<Scene> {
  /** What is special here: "a notice of another class", "a withdrawn notice". */
  readonly what?: string;
  /** Values of the path's parameters. */
  readonly params?: (scene: Scene, world: World) => Record<string, string>;
  /** A form that is valid, so that only the right decides. */
  readonly fields?: (scene: Scene, world: World) => Fields;
  /** For a route that takes files: the field and one valid file. */
  readonly file?: (scene: Scene, world: World) => Promise<UploadCase> | UploadCase;
  /** `others`: everybody who is not named. A stranger gets 303 (to the sign-in page) unless named. */
  readonly expect: Partial<Record<Visitor, number>> & { readonly others: number };
}

export interface UploadCase {
  readonly field: string;
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly type: string;
}

export interface Rights<Scene> {
  /** Rows that the cases speak of; made once, everything that a case changes is put back afterwards. */
  scene(world: World): Promise<Scene> | Scene;
  /** Keyed "GET /liaison/:id", as the route is registered. */
  readonly routes: Readonly<Record<string, RightsCase<Scene> | readonly RightsCase<Scene>[]>>;
  /** Set for features whose routes exist only while there is no school. */
  readonly hasSchool?: boolean;
}

/** A feature's declared expectations: `export default rights({ … })` in features/<id>/rights.ts. */
export const rights = <Scene>(table: Rights<Scene>): Rights<Scene> => table;
