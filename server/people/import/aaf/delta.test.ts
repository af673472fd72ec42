import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decideWaiting } from "../decide.ts";
import { EmptyBox, file } from "../fixture.ts";
import type { Plan } from "../plan-types.ts";
import { add, delta, feed, guardian, modify, pupil, remove, structure, teacher } from "./fixture.ts";

const authority = { ENTEleveAutoriteParentale: ["21", "22"] };
const first = [
  structure("9001", "0690078K"),
  pupil("11", "ROUX", "Léa", { ...authority, ENTEleveINE: "649992567JJ" }),
  pupil("12", "ROUX", "Hugo", authority),
  guardian("21", "ROUX", "Anne", ["11", "12"], { ENTPersonMail: "anne@exemple.fr" }),
  guardian("22", "ROUX", "Paul", ["11", "12"], { ENTPersonCivilite: "M." }),
  teacher("31", "MORIN", "Zoé"),
];

const filled = (): EmptyBox => {
  const box = new EmptyBox().found();
  box.import([feed(first)]);
  return box;
};

/** The second run of the same files changes nothing. */
const importTwice = (box: EmptyBox, ...files: Parameters<EmptyBox["import"]>[0]): Plan => {
  const plan = box.import(files);
  const before = box.rows();
  const again = box.import(files);
  const touched = [...again.pupils, ...again.guardians, ...again.staff].filter(
    ({ state }) => state === "new" || state === "changed",
  );
  assert.deepEqual(touched, []);
  assert.equal(box.rows(), before);
  return plan;
};

const reasons = ({ rejected, notes }: Plan): string[] => [...rejected, ...notes].map(({ reason }) => reason);

describe("a delta feed", () => {
  it("brings an arrival with a guardian, to brothers and sisters who are known", () => {
    const box = filled();
    const plan = importTwice(
      box,
      delta(
        pupil("13", "ROUX", "Lou", { ENTEleveAutoriteParentale: ["21", "23"] }),
        guardian("23", "PETIT", "Luc", ["13"], { ENTPersonCivilite: "M." }),
        modify("PersRelEleve", "21", { ENTPersRelEleveEleve: ["11", "12", "13"] }),
      ),
    );
    assert.deepEqual([plan.leavers, plan.staffLeavers, plan.warnings, reasons(plan)], [[], [], [], []]);
    assert.equal(box.count("people"), 7);
    assert.equal(box.count("guardianships"), 6);
    assert.equal(box.count("guardianships", "authority = 'held'"), 6);
  });

  it("moves a pupil, changes a mail, and keeps what it does not name", () => {
    const box = filled();
    const plan = importTwice(
      box,
      delta(
        modify("Eleve", "11", { ENTPersonClasses: "9001$$CYCLE II$2$CE1 B", ENTEleveNiveau: "CE1" }),
        modify("PersRelEleve", "21", { ENTPersonMail: "nouvelle@exemple.fr", ENTPersonTelPerso: "" }),
      ),
    );
    assert.deepEqual(
      [...plan.pupils, ...plan.guardians].map(({ changes }) => changes.map(({ field, after }) => [field, after])),
      [
        [
          ["classroom", "CE1 B"],
          ["level", "CE1"],
        ],
        [["email", "nouvelle@exemple.fr"]],
      ],
    );
    assert.equal(box.count("memberships", `"as" = 'pupil' and ends_on is null`), 2);
    assert.equal(box.count("guardianships", "authority = 'held'"), 4);
  });

  it("lets people go: deleted, gone to another school, gone on a day; the last child's guardians with them", () => {
    const box = filled();
    const plan = importTwice(
      box,
      delta(remove("Eleve", "11"), remove("PersRelEleve", "22"), remove("PersEducNat", "31")),
    );
    assert.equal(box.count("people", "left_on = '2026-11-23'"), 2);
    assert.equal(box.count("memberships", `"as" = 'pupil' and ends_on is null`), 1);
    assert.match(reasons(plan)[0] ?? "", /Paul Roux n’est plus.*Hugo Roux est toujours ici/);
    importTwice(
      box,
      delta(
        modify("Eleve", "12", { ENTPersonStructRattach: "9002" }),
        remove("PersRelEleve", "21"),
        remove("PersRelEleve", "22"),
      ),
    );
    assert.equal(box.count("people", "left_on is null"), 0);
    box.import([feed(first)]);
    assert.equal(box.count("people", "left_on is not null"), 0, "a complete feed that names them brings them back");
    importTwice(box, delta(modify("Eleve", "11", { ENTEleveDateSortieStructRattach: "20/11/2026" })));
    assert.equal(box.count("people", "left_on = '2026-11-20'"), 1);
    const later = importTwice(box, delta(modify("Eleve", "12", { ENTEleveDateSortieStructRattach: "20/12/2026" })));
    assert.match(reasons(later)[0] ?? "", /Hugo Roux quittera l’école le 20\/12\/2026/);
    assert.equal(box.count("people", "left_on is not null"), 1);
  });

  it("names whom it cannot place, and does the rest", () => {
    const box = filled();
    const plan = importTwice(
      box,
      delta(
        modify("Eleve", "99", { ENTEleveNiveau: "CE2" }),
        remove("PersRelEleve", "98"),
        guardian("97", "SEUL", "Luc", ["96"]),
        modify("PersRelEleve", "21", { ENTPersonMail: "nouvelle@exemple.fr" }),
      ),
    );
    assert.deepEqual(
      plan.rejected.map(({ kind, reason }) => [kind, /\d\d|Aucun enfant/.exec(reason)?.[0]]),
      [
        ["pupils", "99"],
        ["guardians", "98"],
        ["guardians", "Aucun enfant"],
      ],
    );
    assert.equal(box.count("people", "email = 'nouvelle@exemple.fr'"), 1);
    assert.equal(box.count("people"), 5);
  });

  it("leaves the rows that wait from a table where they are", () => {
    const box = filled();
    box.import([
      file(
        "Civilité Responsable;Nom responsable;Prénom responsable;Nom de famille enfant;Prénom enfant\nMme;X;Y;NUL;Part\n",
      ),
    ]);
    assert.equal(box.count("import_waiting"), 1);
    importTwice(box, delta(modify("PersRelEleve", "21", { ENTPersonMail: "nouvelle@exemple.fr" })));
    assert.equal(box.count("import_waiting"), 1);
  });
});

describe("parental authority", () => {
  const lost = modify("Eleve", "11", { ENTEleveAutoriteParentale: ["21"] });
  const ofPaul = "guardian_id = (select id from people where first_name = 'Paul')";
  const ofLea = "pupil_id = (select person_id from pupils where ine = '649992567JJ')";

  it("is never lost by a file alone: the head decides, and the answer holds", () => {
    for (const [answer, kept] of [
      ["keep", 1],
      ["apply", 0],
    ] as const) {
      const box = filled();
      const plan = box.import([delta(lost)]);
      const paul = plan.guardians.find(({ record }) => record.firstName === "Paul");
      const doubt = paul?.children[0]?.doubt;
      assert.match(doubt?.reason ?? "", /ne cite plus.*Léa Roux\. Il cite Anne Roux\./);
      assert.equal(box.count("guardianships", "authority = 'held' and signs_usual = 1"), 4);
      assert.equal(box.count("import_waiting"), 1);
      decideWaiting(box.importing, { [doubt?.key ?? ""]: answer });
      const rights = `${ofPaul} and ${ofLea} and authority = 'held' and signs_usual = 1 and may_read = 1`;
      assert.equal(box.count("guardianships", rights), kept);
      assert.equal(box.count("guardianships", `${ofPaul} and may_read = 1`), 2, "both children stay readable");
      assert.equal(box.count("import_waiting"), 0);
      importTwice(box, delta(lost));
      assert.equal(box.count("import_waiting"), 0);
    }
  });

  it("of a newcomer whom a feed does not list among its holders is none from the beginning", () => {
    const box = filled();
    importTwice(box, delta(guardian("24", "PETIT", "Luc", ["11"])));
    const rights = "authority = 'none' and signs_usual = 0 and signs_all = 0 and may_read = 1";
    assert.equal(box.count("guardianships", rights), 0, "a delta without the child's list says nothing");
    const box2 = new EmptyBox().found();
    importTwice(box2, feed([...first, guardian("24", "PETIT", "Luc", ["11"])]));
    assert.equal(box2.count("guardianships", rights), 1);
  });

  it("that a decision took away is not given back by a file alone", () => {
    const box = filled();
    box.db.$client
      .prepare(`update guardianships set authority = 'none', signs_usual = 0 where ${ofPaul} and ${ofLea}`)
      .run();
    const plan = importTwice(box, feed(first));
    assert.match(
      plan.guardians.flatMap(({ children }) => children.map(({ doubt }) => doubt?.reason)).join(),
      /décision dit le contraire/,
    );
    assert.equal(box.count("guardianships", "authority = 'none'"), 1);
  });

  it("of a guardian of whom the feed does not speak stays presumed, and the head is told", () => {
    const box = filled();
    box.import([
      file(
        "Civilité Responsable;Nom responsable;Prénom responsable;Nom de famille enfant;Prénom enfant\nMme;TANTE;Awa;ROUX;Léa\n",
      ),
    ]);
    const plan = importTwice(box, feed(first));
    assert.match(reasons(plan).join(), /Awa Tante est responsable de Léa Roux ici/);
    assert.equal(box.count("guardianships", "authority = 'presumed'"), 1);
  });
});

describe("one person whom a feed names twice", () => {
  it("a parent described once for each child, or who teaches here, is found again at each run", () => {
    const box = new EmptyBox().found();
    const twice = add("PersRelEleve", "25", {
      ENTPersonCivilite: "Mme",
      ENTPersonNom: "ROUX",
      ENTPersonPrenom: "Anne",
      ENTPersRelEleveEleve: ["11"],
    });
    importTwice(box, feed([...first, twice]));
    assert.equal(box.count("people"), 5);
    box.db.$client
      .prepare("insert into staff (person_id, post) select id, 'teacher' from people where first_name = 'Anne'")
      .run();
    importTwice(box, feed([...first, teacher("32", "ROUX", "Anne")]));
    assert.equal(box.count("people"), 5);
  });
});
