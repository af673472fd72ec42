import type { Handler } from "./http.ts";

export type Method = "GET" | "POST";

/** What page, form and upload make is for whoever is signed in; publicPage and publicForm say so by name. */
export type Access = "public" | "signed-in";

export interface Route {
  readonly featureId: string;
  readonly method: Method;
  readonly path: string;
  readonly handler: Handler;
}

/** Where a feature names its routes; paths are relative to "/<id>" unless they start with "//". */
export interface Routes {
  get(path: string, handler: Handler): void;
  post(path: string, handler: Handler): void;
}

/** Collects the routes of one feature. "//e/:code" is the absolute path "/e/:code". */
export const collectRoutes = (featureId: string, register: (r: Routes) => void): Route[] => {
  const routes: Route[] = [];
  const add = (method: Method) => (path: string, handler: Handler) => {
    const full = path.startsWith("//") ? path.slice(1) : `/${featureId}${path === "/" ? "" : path}`;
    routes.push({ featureId, method, path: full, handler });
  };
  register({ get: add("GET"), post: add("POST") });
  return routes;
};
