import { reencodePicture } from "../../core/media.ts";
import { drafted, published } from "../../testing/notices.ts";
import { type RightsCase, rights } from "../../testing/rights-table.ts";
import type { World } from "../../testing/world.ts";
import type { Notice } from "./notices.ts";
import { withdrawNotice } from "./store.ts";

interface Scene {
  /** Anne's, published for the CE2, with a photo. */
  readonly notice: Notice;
  readonly draft: Notice;
  readonly withdrawn: Notice;
  /** For Zoé alone, written by the head. */
  readonly forZoe: Notice;
  readonly png: Uint8Array;
}

const drawn = async (): Promise<Uint8Array> => {
  const { default: sharp } = await import("sharp");
  const blue = { r: 31, g: 95, b: 153 };
  return sharp({ create: { width: 60, height: 40, channels: 3, background: blue } })
    .png()
    .toBuffer();
};

const scene = async (w: World): Promise<Scene> => {
  const png = await drawn();
  const { full, thumb } = await reencodePicture(png);
  const [kept, small] = [await w.files.put(full.bytes), await w.files.put(thumb.bytes)];
  const photos = [{ sha256: kept.sha256, thumbSha256: small.sha256, size: kept.size, alt: "" }];
  const gone = published(w, "anne");
  withdrawNotice(w.doing("anne"), gone);
  return {
    png,
    draft: drafted(w, "anne"),
    notice: published(w, "anne", { photos, signature: "both" }),
    withdrawn: gone,
    forZoe: published(w, "gaelle", { targets: [{ type: "pupil", targetId: w.ids.zoe }] }),
  };
};

type Expect = RightsCase<Scene>["expect"];
type Named = Exclude<keyof Scene, "png">;
const of = (name: Named) => (s: Scene) => ({ id: s[name].id });

/** Whoever sees the CE2's notice may do it, or reads "no"; to all others it does not exist. */
const forCe2 = (staff: number, family: number, pupil = family): Expect => ({
  anne: staff,
  gaelle: staff,
  claire: family,
  marc: family,
  nadia: family,
  rachid: family,
  lea: pupil,
  imran: pupil,
  others: 404,
});
/** A draft is its author's alone. */
const forAuthor = (status: number): Expect => ({ anne: status, others: 404 });
/** Taken away: its author and the head still find it. */
const forKeepers = (status: number): Expect => ({ anne: status, gaelle: status, others: 404 });
const writers = (status: number): Expect => ({
  anne: status,
  karim: status,
  gaelle: status,
  theo: 404,
  others: 403,
});

const fields = (w: World) => ({
  kind: "sortie",
  title: "Sortie au musée",
  body: "Bonnes chaussures.",
  targets: [w.ids.ce2],
});
const file = ({ png }: Scene) => ({ field: "photos", name: "car.png", bytes: png, type: "image/png" });

export default rights<Scene>({
  scene,
  routes: {
    "GET /liaison": { expect: { theo: 404, others: 200 } },
    "GET /liaison/nouveau": { expect: writers(200) },
    "POST /liaison": { fields: (_, w) => fields(w), file, expect: writers(303) },
    "POST /liaison/brouillon": { fields: (_, w) => fields(w), expect: writers(200) },
    "GET /liaison/:id": [
      { params: of("notice"), expect: forCe2(200, 200) },
      { what: "a draft", params: of("draft"), expect: forAuthor(303) },
      { what: "a withdrawn notice", params: of("withdrawn"), expect: forKeepers(200) },
      {
        what: "for one child of the CP",
        params: of("forZoe"),
        expect: { gaelle: 200, zoe: 200, paul: 200, karim: 200, sylvie: 200, others: 404 },
      },
      { what: "no notice", params: () => ({ id: "0" }), expect: { others: 404 } },
    ],
    "GET /liaison/:id/modifier": [
      { params: of("notice"), expect: forCe2(200, 403) },
      { what: "a draft", params: of("draft"), expect: forAuthor(200) },
      { what: "a withdrawn notice", params: of("withdrawn"), expect: forKeepers(403) },
    ],
    "POST /liaison/:id": [
      { params: of("notice"), fields: (_, w) => fields(w), file, expect: forCe2(303, 403) },
      { what: "a draft", params: of("draft"), fields: (_, w) => fields(w), expect: forAuthor(303) },
    ],
    "GET /liaison/:id/apercu": [
      { params: of("draft"), expect: forAuthor(200) },
      { what: "a published notice", params: of("notice"), expect: forCe2(403, 403) },
    ],
    "POST /liaison/:id/descriptions": [
      { params: of("draft"), expect: forAuthor(303) },
      { what: "a published notice", params: of("notice"), expect: forCe2(303, 403) },
    ],
    "POST /liaison/:id/publication": [
      { params: of("draft"), expect: forAuthor(303) },
      { what: "a published notice", params: of("notice"), expect: forCe2(403, 403) },
    ],
    "POST /liaison/:id/retrait": [
      { params: of("notice"), expect: forCe2(303, 403) },
      { what: "a draft", params: of("draft"), expect: forAuthor(303) },
    ],
    "POST /liaison/:id/retablissement": [
      { params: of("withdrawn"), expect: forKeepers(303) },
      { what: "not withdrawn", params: of("notice"), expect: forCe2(303, 403) },
    ],
    "POST /liaison/:id/correction": [
      { params: of("notice"), fields: (_, w) => fields(w), expect: forCe2(200, 403) },
      { what: "a draft", params: of("draft"), fields: (_, w) => fields(w), expect: forAuthor(403) },
    ],
    "POST /liaison/:id/correction/abandon": { params: of("notice"), expect: forCe2(303, 403) },
    "POST /liaison/:id/correction/retour": { params: of("notice"), expect: forCe2(303, 403) },
    "POST /liaison/:id/lecture": [
      { params: of("notice"), expect: forCe2(403, 204) },
      { what: "a withdrawn notice", params: of("withdrawn"), expect: forKeepers(403) },
    ],
    "POST /liaison/:id/signature": [
      {
        what: "for Léa",
        params: of("notice"),
        fields: ({ notice }, w) => ({ child: w.ids.lea, contentHash: notice.contentHash }),
        expect: { ...forCe2(403, 403), claire: 303, marc: 303 },
      },
      {
        what: "for Imran",
        params: of("notice"),
        fields: ({ notice }, w) => ({ child: w.ids.imran, contentHash: notice.contentHash }),
        expect: { ...forCe2(403, 403), nadia: 303 },
      },
      {
        what: "for Hugo, whom it does not concern",
        params: of("notice"),
        fields: ({ notice }, w) => ({ child: w.ids.hugo, contentHash: notice.contentHash }),
        expect: forCe2(403, 403),
      },
    ],
    "GET /liaison/:id/suivi": { params: of("notice"), expect: forCe2(200, 403) },
    "GET /liaison/:id/suivi/imprimer": { params: of("notice"), expect: forCe2(200, 403) },
    "POST /liaison/:id/papier": [
      {
        what: "for Léa's mother",
        params: of("notice"),
        fields: (_, w) => ({ child: w.ids.lea, guardian: w.ids.claire, signed: "oui" }),
        expect: forCe2(303, 403),
      },
      {
        what: "for a father without authority",
        params: of("notice"),
        fields: (_, w) => ({ child: w.ids.imran, guardian: w.ids.rachid, signed: "oui" }),
        expect: forCe2(403, 403),
      },
      {
        what: "for a child whom it does not concern",
        params: of("notice"),
        fields: (_, w) => ({ child: w.ids.hugo, guardian: w.ids.claire, signed: "oui" }),
        expect: forCe2(404, 403),
      },
    ],
    "GET /liaison/:id/photos/:sha": [
      { params: ({ notice }) => ({ id: notice.id, sha: notice.photos[0]?.sha256 ?? "" }), expect: forCe2(200, 200) },
      {
        what: "a photo of another notice",
        params: ({ notice, forZoe }) => ({ id: forZoe.id, sha: notice.photos[0]?.sha256 ?? "" }),
        expect: { others: 404 },
      },
    ],
  },
});
