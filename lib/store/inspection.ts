import type { Store } from "./store.ts";

/** The maximum number of problems that are named. */
const MAX_PROBLEMS = 20;

/** The numbers of things in a store. */
export interface StoreCounts {
  readonly channels: number;
  readonly messages: number;
  readonly accounts: number;
  readonly waiting: number;
  readonly bans: number;
}

/** Returns what is wrong with a file: it is read from end to end. */
export function findProblems({ database }: Store): string[] {
  const problems = database.prepare(`PRAGMA integrity_check(${MAX_PROBLEMS})`).all()
    .map((row) => String(row.integrity_check)).filter((problem) => problem !== "ok");
  const orphans = database.prepare("PRAGMA foreign_key_check").all()
    .map(({ table, parent }) => `A row of ${table} belongs to nothing in ${parent}`);
  return [...problems, ...orphans];
}

/** Returns the version of a file's tables. */
export function versionOf({ database }: Store): number {
  return Number(database.prepare("PRAGMA user_version").get()!.user_version);
}

/** Counts what is in a store. */
export function countAll({ database }: Store): StoreCounts {
  const count = (table: string) =>
    Number(database.prepare(`SELECT count(*) AS count FROM ${table}`).get()!.count);
  return {
    channels: count("channels WHERE key NOT LIKE ' %'"),
    messages: count("messages"),
    accounts: count("accounts"),
    waiting: count("waiting"),
    bans: count("bans"),
  };
}
