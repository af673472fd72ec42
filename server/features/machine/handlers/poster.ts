import { page } from "../../../core/http.ts";
import { fingerprintGroups, readAuthority } from "../../../people/https/authority.ts";
import { lanOf } from "../../../people/machine.ts";
import { theSchool } from "../../../people/school.ts";
import { posterView } from "../views-machine.ts";

export const poster = page((ctx) => {
  const authority = readAuthority(ctx.config);
  const fingerprint = authority === undefined ? [] : fingerprintGroups(authority);
  return posterView(theSchool(ctx.db).name, lanOf(ctx), fingerprint, ctx.actor.isHead ? "/direction" : "/machine");
});

export const posterQr = page(async (ctx) => {
  const { default: QRCode } = await import("qrcode");
  const svg = await QRCode.toString(lanOf(ctx).byName, { type: "svg", errorCorrectionLevel: "M", margin: 2 });
  return { bytes: new TextEncoder().encode(svg), type: "image/svg+xml" };
});
