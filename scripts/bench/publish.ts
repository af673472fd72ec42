import { landscape } from "../../server/testing/app-notices.ts";
import { benchPassword } from "./grow.ts";
import { Visitor } from "./http.ts";
import { median } from "./load.ts";
import { openReader } from "./reader.ts";
import type { School } from "./school.ts";
import { type Site, untilQuiet } from "./site.ts";

const times = 3;

export interface Publication {
  /** From the click to what a family's phone has opened. */
  readonly seconds: number;
  /** What left the box for it, headers and all, until nothing followed. */
  readonly bytes: number;
}

/** Notices with one photo to a class of 28, by the form; the median of a few, each with a photo of its own. */
export const measurePublication = async (site: Site, school: School): Promise<Publication> => {
  const room = school.rooms.find(({ pupilIds }) => pupilIds.length === 28);
  const guardian = school.guardians.find(({ childId }) => room?.pupilIds.includes(childId));
  if (room === undefined || guardian === undefined) throw new Error("no class of 28");
  const box = await site.startBox();
  try {
    const teacher = new Visitor(box.url);
    await teacher.signIn(room.teacher.login, benchPassword);
    const reader = await openReader(site.portal.url, school.codes.get(guardian.id) ?? "");
    const publications: Publication[] = [];
    for (let time = 0; time < times; time += 1) {
      const title = `La classe au musée, ${time + 1}`;
      const path = await write(teacher, room.id, title, await landscape(200));
      await untilQuiet(site);
      const before = site.line.sent();
      const began = performance.now();
      const { status } = await teacher.post(`${path}/publication`, { _csrf: await teacher.token(`${path}/apercu`) });
      if (status !== 303) throw new Error(`publication: ${status}`);
      await reader.untilReadable(title);
      const seconds = (performance.now() - began) / 1000;
      await untilQuiet(site);
      publications.push({ seconds, bytes: site.line.sent() - before });
    }
    return {
      seconds: median(publications.map((one) => one.seconds)),
      bytes: median(publications.map((one) => one.bytes)),
    };
  } finally {
    await box.stop();
  }
};

/** Fills the form with its photo; returns the draft's address. */
const write = async (teacher: Visitor, classroomId: string, title: string, photo: Uint8Array): Promise<string> => {
  const fields = new FormData();
  const text = "Mardi nous irons au musée avec nos cahiers de dessin. Merci de prévoir une gourde. ".repeat(4);
  const values = { title, body: text, signature: "one", kind: "sortie", targets: classroomId, next: "apercu" };
  for (const [name, value] of Object.entries({ ...values, _csrf: await teacher.token("/liaison/nouveau") }))
    fields.append(name, value);
  fields.append("photos", new Blob([Buffer.from(photo)], { type: "image/webp" }), "musee.webp");
  const { status, headers } = await teacher.postForm("/liaison", fields);
  const path = /^(\/liaison\/[^/]+)\/apercu$/.exec(headers.get("location") ?? "")?.[1];
  if (status !== 303 || path === undefined) throw new Error(`writing a notice: ${status}`);
  return path;
};
