/** A visitor of the bench: plain HTTP, cookies kept, the page's own token sent back. */
export class Visitor {
  readonly url: string;
  #cookies = new Map<string, string>();

  constructor(url: string) {
    this.url = url;
  }

  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  async send(path: string, init: RequestInit = {}): Promise<{ status: number; text: string; headers: Headers }> {
    const headers = { cookie: this.cookie, ...(init.headers as Record<string, string> | undefined) };
    const response = await fetch(this.url + path, { redirect: "manual", ...init, headers });
    for (const set of response.headers.getSetCookie()) {
      const [name = "", value = ""] = (set.split(";")[0] ?? "").split(/=(.*)/s);
      this.#cookies.set(name, value);
    }
    return { status: response.status, text: await response.text(), headers: response.headers };
  }

  post(path: string, fields: Record<string, string | readonly string[]>): ReturnType<Visitor["send"]> {
    const pairs = Object.entries(fields).flatMap(([name, value]) =>
      typeof value === "string" ? [[name, value]] : value.map((one) => [name, one]),
    );
    return this.send(path, {
      method: "POST",
      body: new URLSearchParams(pairs as [string, string][]),
      headers: { origin: this.url },
    });
  }

  postForm(path: string, body: FormData): ReturnType<Visitor["send"]> {
    return this.send(path, { method: "POST", body, headers: { origin: this.url } });
  }

  async signIn(identifiant: string, motDePasse: string): Promise<void> {
    const { status } = await this.post("/connexion", { identifiant, motDePasse });
    if (status !== 303) throw new Error(`sign-in of ${identifiant}: ${status}`);
  }

  /** The token that the page's forms carry. */
  async token(path: string): Promise<string> {
    const { text } = await this.send(path);
    const token = /name="_csrf" value="([^"]+)"/.exec(text)?.[1];
    if (token === undefined) throw new Error(`no token on ${path}`);
    return token;
  }
}
