import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { paths } from "../../core/paths.ts";
import type { Dropped } from "./read.ts";

/** Exports of made-up schools, in the layouts that are in use; for tests and for the demo school. */
export const sampleSchools = [
  "emile-combes-ancien",
  "jules-ferry-2026",
  "jules-ferry-2027",
  "marie-curie-2020",
] as const;
export type SampleSchool = (typeof sampleSchools)[number];

const folderOf = (school: SampleSchool): string => join(paths.root, "server/people/samples", school);

/** The CSV files of one sample school, as somebody would drop them together. */
export const sampleFiles = (school: SampleSchool): Dropped[] =>
  readdirSync(folderOf(school))
    .filter((name) => name.endsWith(".csv"))
    .sort()
    .map((name) => ({ name, bytes: readFileSync(join(folderOf(school), name)) }));

/** The same school as the academic directory describes it, as XML files. */
export const sampleFeed = (school: SampleSchool): Dropped[] =>
  readdirSync(folderOf(school))
    .filter((name) => name.endsWith(".xml"))
    .sort()
    .map((name) => ({ name, bytes: readFileSync(join(folderOf(school), name)) }));

/** A file as other tools, or people, make them: templates of ONE and Beneylu, tables of nobody's layout. */
export const otherFile = (name: string): Dropped => ({
  name,
  bytes: readFileSync(join(paths.root, "server/people/samples/autres-outils", name)),
});

/** The counts that an import of a sample must reach. */
export interface Expectation {
  pupils: number;
  teachers: number;
  classes: Record<string, number>;
  guardians: number;
  guardians_waiting: number;
  links: number;
  links_waiting: number;
  without_ine: number;
  guardians_with_email: number;
  pupils_without_photo_consent: number;
}

export const expectedOf = (school: SampleSchool): Expectation =>
  JSON.parse(readFileSync(join(folderOf(school), "expected.json"), "utf8"));
