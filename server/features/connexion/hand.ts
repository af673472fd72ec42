/** The letters that a child of this level reads: capitals in PS and MS, script in GS, cursive from CP on. */
export type Hand = "capitals" | "script" | "cursive";

const hands: Readonly<Record<string, Hand>> = { TPS: "capitals", PS: "capitals", MS: "capitals", GS: "script" };

export const handFor = (level: string | null | undefined): Hand =>
  level === null || level === undefined ? "script" : (hands[level] ?? "cursive");
