const browsers: readonly (readonly [name: string, mark: RegExp])[] = [
  ["Edge", /Edg(e|A|iOS)?\//],
  ["Firefox", /Firefox\/|FxiOS\//],
  ["Chrome", /Chrom(e|ium)\/|CriOS\//],
  ["Safari", /Safari\//],
];

const systems: readonly (readonly [name: string, mark: RegExp])[] = [
  ["iPad", /iPad/],
  ["iPhone", /iPhone/],
  ["Android", /Android/],
  ["Chromebook", /CrOS/],
  ["Windows", /Windows/],
  ["Mac", /Macintosh/],
  ["Linux", /Linux/],
];

/** What somebody would call the browser that says this of itself (User-Agent): "Firefox, Windows". */
export const browserName = (userAgent: string): string => {
  const found = [browsers, systems].flatMap((kinds) => kinds.find(([, mark]) => mark.test(userAgent))?.[0] ?? []);
  return found.join(", ") || "Un navigateur";
};
