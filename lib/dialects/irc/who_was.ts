import { foldCase } from "../../chat/name.ts";
import type { User } from "../../chat/user.ts";
import { serverName } from "./servers.ts";

/** The maximum number of users who are remembered. */
const MAX_REMEMBERED = 1000;

/** A user who has left, or has another nick now. */
export interface Past {
  readonly nick: string;
  readonly username: string;
  readonly host: string;
  readonly realName: string;
  /** The address of the user's server, if it is another one of a cluster. */
  readonly server: string | undefined;
  /** In milliseconds since 1970. */
  readonly leftAt: number;
}

/** The users who were here, for a while. */
export class WhoWas {
  /** The oldest first. */
  readonly #past: Past[] = [];

  /** Remembers a user. */
  add({ nick, username, host, realName, name, serverAddress }: User, leftAt: number): void {
    const server = serverAddress === undefined ? undefined : serverName(serverAddress);
    this.#past.push({ nick, username, host, realName: realName ?? name, server, leftAt });
    if (this.#past.length > MAX_REMEMBERED) this.#past.shift();
  }

  /** Returns those who had a nick, the last one first. */
  find(nick: string): Past[] {
    const key = foldCase(nick);
    return this.#past.filter((past) => foldCase(past.nick) === key).reverse();
  }
}
