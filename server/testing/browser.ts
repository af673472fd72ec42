export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  /** Where a redirect leads, path and query. */
  readonly location: string;
}

/** What a browser without JavaScript can do: get a page, send a form, send files. Redirects are not followed. */
export interface Browser {
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, fields?: Fields, headers?: Record<string, string>): Promise<Answer>;
  postFiles(
    path: string,
    fields: Fields,
    field: string,
    files: readonly { name: string; bytes: Uint8Array; type?: string }[],
    headers?: Record<string, string>,
  ): Promise<Answer>;
  /** Name and value of the cookies it holds. */
  readonly cookie: string;
}

export type Fields = Readonly<Record<string, string | readonly string[]>>;

const pairs = (fields: Fields): [string, string][] =>
  Object.entries(fields).flatMap(([name, value]) =>
    (typeof value === "string" ? [value] : value).map((one): [string, string] => [name, one]),
  );

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export const browserOf = (url: string, startCookie: string, csrf: string, via: Fetch = fetch): Browser => {
  const jar = new Map<string, string>();
  const keep = (pair: string): void => {
    const at = pair.indexOf("=");
    if (at > 0) jar.set(pair.slice(0, at), pair.slice(at + 1));
  };
  if (startCookie !== "") keep(startCookie);
  const cookie = (): string => [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
  const send = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await via(url + path, {
      redirect: "manual",
      ...init,
      headers: { cookie: cookie(), ...(init.headers as Record<string, string> | undefined) },
    });
    for (const set of response.headers.getSetCookie()) keep(set.split(";")[0] ?? "");
    const location = response.headers.get("location") ?? response.headers.get("hx-redirect") ?? "";
    return { status: response.status, text: await response.text(), headers: response.headers, location };
  };
  return {
    get: (path, headers = {}) => send(path, { headers }),
    post: (path, fields = {}, headers = {}) =>
      send(path, {
        method: "POST",
        body: new URLSearchParams(pairs({ _csrf: csrf, ...fields })),
        headers: { origin: url, ...headers },
      }),
    postFiles: (path, fields, field, files, headers = {}) => {
      const body = new FormData();
      for (const [name, value] of pairs({ _csrf: csrf, ...fields })) body.append(name, value);
      for (const file of files)
        body.append(
          field,
          new Blob([file.bytes as Uint8Array<ArrayBuffer>], { type: file.type ?? "application/octet-stream" }),
          file.name,
        );
      return send(path, { method: "POST", body, headers: { origin: url, ...headers } });
    },
    get cookie() {
      return cookie();
    },
  };
};
