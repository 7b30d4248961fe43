import { foldCase } from "../../chat/name.ts";
import type { User } from "../../chat/user.ts";

/** A client that monitors nicks. */
export interface Watcher {
  readonly user: User | undefined;
  /** Whether it wants to hear of more than who comes and goes. */
  readonly isExtended: boolean;
  notify(numeric: "RPL_MONONLINE" | "RPL_MONOFFLINE", text: string): void;
}

/** The nicks that clients monitor. */
export class Monitors {
  readonly #watchers = new Map<string, Set<Watcher>>();

  /** Adds a client to those who monitor a nick. */
  add(nick: string, watcher: Watcher): void {
    const key = foldCase(nick);
    const watchers = this.#watchers.get(key);
    if (watchers) watchers.add(watcher);
    else this.#watchers.set(key, new Set([watcher]));
  }

  /** Removes a client from those who monitor a nick. */
  delete(nick: string, watcher: Watcher): void {
    const key = foldCase(nick);
    const watchers = this.#watchers.get(key);
    watchers?.delete(watcher);
    if (watchers?.size === 0) this.#watchers.delete(key);
  }

  /** Tells those who monitor a nick that its user has come or gone. */
  tell(nick: string, numeric: "RPL_MONONLINE" | "RPL_MONOFFLINE", text: string): void {
    for (const watcher of this.#watchers.get(foldCase(nick)) ?? []) watcher.notify(numeric, text);
  }

  /** Returns the users who monitor a nick and want to hear more of it. */
  extendedWatchers(nick: string): User[] {
    const watchers = [...this.#watchers.get(foldCase(nick)) ?? []];
    return watchers.flatMap(({ user, isExtended }) => user && isExtended ? [user] : []);
  }
}
