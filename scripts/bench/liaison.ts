import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { startProgram } from "../../server/testing/processes.ts";
import type { Figures } from "./figures.ts";
import { benchPassword } from "./grow.ts";
import { Visitor } from "./http.ts";
import { type Load, load, median, rssMb, startBare } from "./load.ts";
import type { School } from "./school.ts";
import { commitsInWal } from "./wal.ts";

const rounds = 5;
const secondsOfRound = 4;
const path = "/liaison";

/** The liaison page of a teacher at 50 connections beside node:http alone, round by round; memory; what 1,000 views write. */
export const measureLiaison = async (school: School, figures: Figures): Promise<void> => {
  const box = await startProgram("main", { DATA_DIR: school.folder });
  const pid = box.process.pid ?? 0;
  try {
    await pause(3000);
    const teacher = await signedIn(box.url, school.rooms[0]?.teacher.login ?? "");
    const page = await teacher.send(path);
    const notices = page.text.match(/<article /g)?.length ?? 0;
    if (page.status !== 200 || notices !== 30) throw new Error(`${path}: ${page.status}, ${notices} notices`);
    await pause(3000);
    figures.note("rss_idle_mb", rssMb(pid));
    await measureWrites(box.url, school, figures);
    await measureLoad(box.url, pid, teacher, page, figures);
  } finally {
    await box.stop();
  }
};

const signedIn = async (url: string, login: string): Promise<Visitor> => {
  const visitor = new Visitor(url);
  await visitor.signIn(login, benchPassword);
  return visitor;
};

const measureLoad = async (
  url: string,
  pid: number,
  teacher: Visitor,
  page: { headers: Headers; text: string },
  figures: Figures,
): Promise<void> => {
  const bare = await startBare(ownHeaders(page.headers), page.text);
  const boxes: Load[] = [];
  const bares: Load[] = [];
  let most = 0;
  const look = setInterval(() => {
    most = Math.max(most, rssMb(pid));
  }, 100);
  try {
    await load(url + path, teacher.cookie, 2);
    await load(bare.url, teacher.cookie, 1);
    for (let round = 0; round < rounds; round += 1) {
      boxes.push(await load(url + path, teacher.cookie, secondsOfRound));
      bares.push(await load(bare.url, teacher.cookie, secondsOfRound));
    }
  } finally {
    clearInterval(look);
    await bare.stop();
  }
  const perSecond = median(boxes.map((round) => round.perSecond));
  figures.note("liaison_rps", perSecond);
  figures.note("liaison_p99_ms", median(boxes.map(({ p99 }) => p99)));
  figures.note("bare_rps", median(bares.map((round) => round.perSecond)));
  figures.note(
    "liaison_ratio",
    median(boxes.map((round, at) => round.perSecond / (bares[at]?.perSecond ?? Number.NaN))),
  );
  figures.note("rss_load_mb", most);
};

/** What the application set; node:http adds its own of these to both. */
const ownHeaders = (headers: Headers): Record<string, string> =>
  Object.fromEntries(
    [...headers].filter(([name]) => !["date", "connection", "keep-alive", "transfer-encoding"].includes(name)),
  );

/** 1,000 views of a teacher's and a guardian's pages; each commit, and each byte that changed in the box's folder. */
const measureWrites = async (url: string, school: School, figures: Figures): Promise<void> => {
  const readers = [
    await signedIn(url, school.rooms[0]?.teacher.login ?? ""),
    await signedIn(url, school.guardians[0]?.login ?? ""),
  ];
  const databases = ["preau", "sessions"].map((name) => join(school.folder, `${name}.sqlite-wal`));
  const commits = (): number => databases.reduce((sum, file) => sum + commitsInWal(file), 0);
  const before = { commits: commits(), files: filesBelow(school.folder) };
  if (before.commits === 0) throw new Error("signing in left no commit: they are not counted");
  for (let view = 0; view < 250; view += 1)
    for (const reader of readers)
      for (const address of [path, "/accueil"]) {
        const { status } = await reader.send(address);
        if (status !== 200) throw new Error(`${address}: ${status}`);
      }
  const changed = [...filesBelow(school.folder)].filter(([file, stamp]) => before.files.get(file) !== stamp);
  if (changed.length > 0) process.stderr.write(`  fichiers changés : ${changed.map(([file]) => file).join(", ")}\n`);
  figures.note("commits_1000_views", Math.max(commits() - before.commits, changed.length));
};

/** Size and date of each file; SQLite's shared memory (-shm) is no data. */
const filesBelow = (folder: string): Map<string, string> =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith("-shm"))
      .map((entry) => {
        const file = join(entry.parentPath, entry.name);
        const { size, mtimeMs } = statSync(file);
        return [file, `${size} ${mtimeMs}`];
      }),
  );
