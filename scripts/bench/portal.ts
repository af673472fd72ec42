import type { Figures } from "./figures.ts";
import { measureFirstSync } from "./first-sync.ts";
import { measurePublication } from "./publish.ts";
import { copyOf, grownSchool, type School } from "./school.ts";
import { isUpToDate, openSite, untilQuiet, waitUntil } from "./site.ts";

/** First synchronisation of the large school, then one more notice. */
export const measurePortal300 = async (large: School, figures: Figures): Promise<void> => {
  const school = copyOf(large);
  const site = await measureFirstSync(school, figures);
  try {
    const { seconds, bytes } = await measurePublication(site, school);
    figures.note("publish_s", seconds);
    figures.note("publish_bytes_300", bytes);
  } finally {
    await site.close();
  }
};

/**
 * One more notice in a school ten times as large, once it is up to date. As many notices as fill the class's last page like that
 * of the smaller school: 54 of 100, of 108 classes here, of 13 and one page before it there.
 */
export const measurePortal3000 = async (figures: Figures): Promise<void> => {
  const school = await grownSchool({ pupils: 3000, guardians: 5000, notices: 5900, signatures: 5900, years: 1 });
  const site = await openSite(school.folder);
  try {
    const box = await site.startBox();
    await waitUntil("a first synchronisation", 900, () => isUpToDate(site));
    await untilQuiet(site);
    await box.stop();
    const { bytes } = await measurePublication(site, school);
    figures.note("publish_bytes_3000", bytes, figures.value("publish_bytes_300"));
  } finally {
    await site.close();
  }
};
