import { startProgram } from "../../server/testing/processes.ts";
import type { Figures } from "./figures.ts";
import { benchPassword, benchPictures } from "./grow.ts";
import { Visitor } from "./http.ts";
import { median } from "./load.ts";
import type { School } from "./school.ts";

const together = 30;
const times = 3;

/** 30 at the same moment, each in a browser of their own, until the last one sees the home page. */
export const measureSignIns = async (school: School, figures: Figures): Promise<void> => {
  const box = await startProgram("main", { DATA_DIR: school.folder });
  const pupilIds = school.rooms.flatMap((room) => room.pupilIds);
  try {
    const pupils: number[] = [];
    const adults: number[] = [];
    for (let time = 0; time < times; time += 1) {
      const ids = pupilIds.slice(time * together, (time + 1) * together);
      pupils.push(await allIn(await Promise.all(ids.map((id) => pupilAtPad(box.url, id)))));
      const guardians = school.guardians.slice(time * together, (time + 1) * together);
      adults.push(await allIn(await Promise.all(guardians.map(({ login }) => adultAtDoor(box.url, login)))));
    }
    figures.note("pupils30_s", median(pupils));
    figures.note("adults30_s", median(adults));
    figures.note("unknown_ms", await unknownDifference(box.url, school));
  } finally {
    await box.stop();
  }
};

type SignIn = () => Promise<Visitor>;

const allIn = async (signIns: readonly SignIn[]): Promise<number> => {
  const began = performance.now();
  await Promise.all(
    signIns.map(async (signIn) => {
      const visitor = await signIn();
      const { status } = await visitor.send("/accueil");
      if (status !== 200) throw new Error(`home page: ${status}`);
    }),
  );
  return (performance.now() - began) / 1000;
};

/** The twelve pictures are before the pupil's eyes; three are touched when all are asked to. */
const pupilAtPad = async (url: string, id: string): Promise<SignIn> => {
  const visitor = new Visitor(url);
  const address = `/connexion/eleve/${id}`;
  const { status } = await visitor.send(address);
  if (status !== 200) throw new Error(`pictures of a pupil: ${status}`);
  return async () => {
    const answer = await visitor.post(address, { images: benchPictures });
    if (answer.status !== 303) throw new Error(`three pictures: ${answer.status}`);
    return visitor;
  };
};

const adultAtDoor = async (url: string, login: string): Promise<SignIn> => {
  const visitor = new Visitor(url);
  await visitor.send("/connexion");
  return async () => {
    await visitor.signIn(login, benchPassword);
    return visitor;
  };
};

const refusals = 500;

/** A wrong password at an account that exists, then at one that does not, turn and turn about: at most three times each. */
const unknownDifference = async (url: string, school: School): Promise<number> => {
  const known: number[] = [];
  const unknown: number[] = [];
  const names = school.guardians.map(({ login }) => login);
  if (names.length * 3 < refusals) throw new Error(`only ${names.length} accounts to try`);
  for (let time = 0; time < refusals; time += 1) {
    const login = names[time % names.length] ?? "";
    known.push(await refusal(url, login));
    unknown.push(await refusal(url, `${login}.inconnu`));
  }
  return Math.abs(median(known) - median(unknown));
};

const refusal = async (url: string, identifiant: string): Promise<number> => {
  const visitor = new Visitor(url);
  const began = performance.now();
  const { status } = await visitor.post("/connexion", { identifiant, motDePasse: "pas le bon mot de passe" });
  if (status !== 422) throw new Error(`a wrong password: ${status}`);
  return performance.now() - began;
};
