import type { ChatEvent, EventSink } from "../chat/event.ts";
import type { Hub } from "../chat/hub.ts";
import { User } from "../chat/user.ts";

/** The name of the bot. The courses whose students test with it have given it this name. */
export const ECHO_BOT_NAME = "echobot";

/** A user without a connection who sends each private message back to its sender. */
export class EchoBot implements EventSink {
  #hub: Hub | undefined;
  #user: User | undefined;

  /** Logs the bot in to a hub that has it among its sinks. */
  login(hub: Hub): void {
    const user = hub.login(ECHO_BOT_NAME);
    if (!(user instanceof User)) throw new Error(`"${ECHO_BOT_NAME}" is taken on an empty server`);
    this.#hub = hub;
    this.#user = user;
  }

  emit(event: ChatEvent): void {
    if (event.type !== "private" || event.to !== this.#user) return;
    const { address } = event.from;
    // The text is valid during this call only.
    const text = event.text.toString();
    // Later, so that the sender first reads that its own message was delivered.
    queueMicrotask(() => this.#hub!.sendPrivate(this.#user!, address, text));
  }
}
