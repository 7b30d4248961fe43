import type { User } from "../chat/user.ts";
import type { LoginOrigin } from "./admission.ts";
import type { Chat } from "./chat.ts";
import type { Actor } from "./commands/server_command.ts";

/** The connection of a user, as a command sees it. */
export interface ActingConnection {
  readonly identity: { readonly isOperator: boolean };
  readonly origin: LoginOrigin;
  /** Whether the user is still here. */
  readonly isHere: boolean;
}

/** A user who gives a command. */
export class UserActor implements Actor {
  readonly name: string;
  readonly #chat: Pick<Chat, "isOperator">;
  readonly #connection: ActingConnection;

  constructor(
    readonly user: User,
    connection: ActingConnection,
    chat: Pick<Chat, "isOperator">,
  ) {
    this.name = user.name;
    this.#connection = connection;
    this.#chat = chat;
  }

  get network(): string {
    return this.#connection.origin.network;
  }

  get isOperator(): boolean {
    return this.#connection.identity.isOperator || this.#chat.isOperator(this.user);
  }

  pause(delayMs: number): Promise<void> {
    return this.#connection.origin.pause(delayMs);
  }

  isHere(): boolean {
    return this.#connection.isHere && this.user.name === this.name;
  }
}
