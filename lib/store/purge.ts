import type { Store } from "./store.ts";

/** The senders of all messages in a store, those that wait for their recipients included. */
export function allSenders({ database }: Store): string[] {
  return database.prepare("SELECT sender FROM messages UNION SELECT sender FROM waiting").all()
    .map(({ sender }) => String(sender));
}

/** Removes the messages that wait for an account; returns their number. */
export function removeWaitingFor({ database }: Store, account: string): number {
  return Number(database.prepare("DELETE FROM waiting WHERE account = ?").run(account).changes);
}

/** Removes the messages of a sender that wait; returns their number. */
export function removeWaitingFrom({ database }: Store, sender: string): number {
  return Number(database.prepare("DELETE FROM waiting WHERE sender = ?").run(sender).changes);
}

/** Removes the messages that have waited since before a time; returns their number. */
export function removeWaitingBefore({ database }: Store, time: number): number {
  return Number(database.prepare("DELETE FROM waiting WHERE time < ?").run(time).changes);
}

/**
 * Empties SQLite's log into the file and cuts it off, so that nothing removed is left in it.
 *
 * @returns whether nobody else was reading the file.
 */
export function emptyLog({ database }: Store): boolean {
  return database.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get()!.busy === 0;
}
