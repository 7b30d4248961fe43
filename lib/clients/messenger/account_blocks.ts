import type { BlockList } from "../shared/block_list.ts";
import type { MessengerConnection } from "./messenger_connection.ts";
import type { StampedMessage } from "./stamped_message.ts";

/** The parts of a session that {@linkcode AccountBlocks} works with. */
export interface AccountBlocksParts {
  /** Returns the present connection. */
  connection(): MessengerConnection;
  /** Returns the user's block list. */
  blocks(): BlockList;
  /** Gets the events of the connection, once it is known who is blocked. */
  onEvent(message: StampedMessage): void;
  print(text: string): void;
}

/** The block list that the server keeps for a registered name, so that it follows its owner. */
export class AccountBlocks {
  readonly #parts: AccountBlocksParts;
  /** What came before the list. */
  #held: StampedMessage[] | undefined;

  constructor(parts: AccountBlocksParts) {
    this.#parts = parts;
  }

  /** Passes an event on, or holds it while it is not known who is blocked. */
  onEvent(message: StampedMessage): void {
    if (this.#held) this.#held.push(message);
    else this.#parts.onEvent(message);
  }

  /** Holds events until {@linkcode load} has the list: a blocked user's message may come with the login. */
  hold(): void {
    this.#held = [];
  }

  /** Asks for the list, if the name is registered. */
  async load(): Promise<void> {
    const onAnswer = ({ action, body }: StampedMessage) => {
      if (action === "blocks" && typeof body !== "string") this.#use(body);
      const held = this.#held ?? [];
      this.#held = undefined;
      for (const message of held) this.#parts.onEvent(message);
    };
    // Whoever follows the connection reports that it is lost.
    await this.#parts.connection().ask({ action: "blocks" }, onAnswer).catch(() => {});
  }

  /** Gives the list to the server, which has none for a name that has just been registered. */
  keep(): void {
    const { blocks } = this.#parts;
    this.#use([...blocks().hiddenCounts.keys()]);
    if (blocks().hiddenCounts.size > 0) this.#send([...blocks().hiddenCounts.keys()]);
  }

  #use(names: readonly string[]): void {
    this.#parts.blocks().useAccount(names, (names) => this.#send(names));
  }

  #send(names: readonly string[]): void {
    const onFailed = () =>
      this.#parts.print("The server has not kept your block list: try again later");
    this.#parts.connection().post({ action: "blocks", body: names }, ({ action, body }) => {
      if (action === "error") this.#parts.print(String(body));
    }, onFailed);
  }
}
