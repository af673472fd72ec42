import type { Db } from "../core/db.ts";
import { write } from "../core/db.ts";

/** Remembers every row of an in-memory database; the function returned puts them all back. */
export const remember = (db: Db): (() => void) => {
  const client = db.$client;
  const tables = (
    client.prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'").all() as {
      name: string;
    }[]
  ).map(({ name }) => name);
  client.exec("attach ':memory:' as pristine");
  for (const name of tables) client.exec(`create table pristine."${name}" as select * from main."${name}"`);
  let changes = totalChanges(db);
  return () => {
    if (totalChanges(db) === changes) return;
    client.pragma("foreign_keys = OFF");
    write({ db }, () => {
      for (const name of tables) {
        client.prepare(`delete from main."${name}"`).run();
        client.prepare(`insert into main."${name}" select * from pristine."${name}"`).run();
      }
    });
    client.pragma("foreign_keys = ON");
    changes = totalChanges(db);
  };
};

/** Rows that this connection has ever changed. */
export const totalChanges = (db: Db): number =>
  (db.$client.prepare("select total_changes() as n").get() as { n: number }).n;
