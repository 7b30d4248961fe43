import type { Message } from "../../framing/messages.ts";
import { RecentNames } from "../shared/recent_names.ts";
import type { MessengerConnection } from "./messenger_connection.ts";

/** The users and channels that a client has heard of. */
export class KnownNames {
  /** The other users. */
  readonly users = new RecentNames();
  /** The channels, each with its `#`. */
  readonly channels = new RecentNames();

  /**
   * Asks the server for all users and channels.
   *
   * @throws {ConnectionError}
   */
  async ask(connection: MessengerConnection): Promise<void> {
    const learn = (answer: Message) => this.learn(answer, connection.name);
    await Promise.all(["users", "channels"].map((action) => connection.ask({ action }, learn)));
  }

  /** Takes note of the names in a message of the server. */
  learn({ action, source, destination, body }: Message, ownName: string): void {
    if (action === "users") this.users.replace(listOf(body));
    if (action === "channels") this.channels.replace(listOf(body));
    if (source !== "server") this.users.add(source);
    if (destination.startsWith("#")) this.channels.add(destination);
    this.users.delete(ownName);
  }
}

function listOf(body: Message["body"]): readonly string[] {
  return typeof body === "string" ? [] : body;
}
