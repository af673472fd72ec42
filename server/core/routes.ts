import type { Handler } from "./http.ts";

export type Method = "GET" | "POST";

/** "signed-in" (and visible to the actor) unless a route says otherwise: none is open by omission. */
export type Access = "public" | "signed-in";

export interface Route {
  readonly featureId: string;
  readonly method: Method;
  readonly path: string;
  readonly access: Access;
  readonly handler: Handler;
}

export interface RouteOptions {
  readonly access?: Access | undefined;
}

/** Where a feature names its routes; paths are relative to the feature's mount, "/<id>" unless they start with "//". */
export interface Routes {
  get(path: string, handler: Handler, options?: RouteOptions): void;
  post(path: string, handler: Handler, options?: RouteOptions): void;
}

/** Collects the routes of one feature. "//connexion" is an absolute path "/connexion". */
export const collectRoutes = (featureId: string, register: (r: Routes) => void): Route[] => {
  const routes: Route[] = [];
  const add =
    (method: Method) =>
    (path: string, handler: Handler, options: RouteOptions = {}) => {
      const full = path.startsWith("//") ? path.slice(1) : `/${featureId}${path === "/" ? "" : path}`;
      routes.push({
        featureId,
        method,
        path: full === "" ? "/" : full,
        access: options.access ?? "signed-in",
        handler,
      });
    };
  register({ get: add("GET"), post: add("POST") });
  return routes;
};
