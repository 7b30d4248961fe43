import { channelKey } from "../../chat/name.ts";
import type { Message } from "../../framing/messages.ts";
import type { BlockList } from "../shared/block_list.ts";
import { CatchUp } from "./catch_up.ts";
import type { Display } from "./display.ts";
import type { MessengerConnection, OnAnswer, Request } from "./messenger_connection.ts";
import { countsIn } from "./past_page.ts";
import { foundTitle, pageEnd, pageTitle, pastRequest } from "./past_requests.ts";
import { PastView } from "./past_view.ts";
import { rejoin } from "./rejoin.ts";
import type { StampedMessage } from "./stamped_message.ts";

/** The parts of a {@linkcode OwnChannel}. */
export interface OwnChannelParts {
  readonly display: Display;
  readonly blocks: BlockList;
  /** Shows a live message. */
  present(message: StampedMessage): void;
  /** Sends a request about the user's channel. */
  post(request: Request, onDone: OnAnswer, onError: (answer: Message) => void): void;
}

/** The channel that the user is in, with what was said there before. */
export class OwnChannel {
  /** Shows what the user has missed. */
  readonly #catchUp: CatchUp;
  readonly #parts: OwnChannelParts;
  readonly #view: PastView;
  #name: string | undefined;

  constructor(parts: OwnChannelParts) {
    this.#parts = parts;
    const { display, blocks, present } = parts;
    const view = this.#view = new PastView(display, blocks);
    this.#catchUp = new CatchUp({ view, isOn: display.isInteractive, present });
  }

  /** Its name with the `#`; `undefined` while the user is in none. */
  get name(): string | undefined {
    return this.#name;
  }

  /** The id of the oldest message that was shown, if there is one. */
  get earliestShown(): number | undefined {
    return this.#view.earliest;
  }

  /** Takes note of an answer of the server: the user may have entered or left a channel. */
  onAnswer(answer: StampedMessage, connection: MessengerConnection): void {
    const { action, destination } = answer;
    if (action === "delivered") this.#catchUp.onDelivered(answer);
    if (action === "left") this.#leave();
    if (action !== "joined") return;
    this.#name = destination;
    this.#catchUp.enter(connection, destination);
  }

  /** Takes note of a live message. Reports whether it has to wait for earlier ones. */
  takes(message: StampedMessage): boolean {
    const { action, destination } = message;
    if (action === "closed" && channelKey(destination) === channelKey(this.#name ?? "")) {
      this.#leave();
    }
    return this.#catchUp.takes(message);
  }

  /**
   * Enters the channel again on a new connection, and shows what the user has missed.
   *
   * @param outcome How the client has connected again, for the user.
   * @throws {ConnectionError} when this connection is lost, too.
   */
  async goOnWith(connection: MessengerConnection, outcome: string): Promise<void> {
    const { display } = this.#parts;
    if (this.#name === undefined) return display.print(outcome);
    this.#catchUp.hold();
    const onBack = (result: string) => display.print(`${outcome}, and ${result}`);
    if (await rejoin(connection, this.#name, onBack)) {
      return await this.#catchUp.run(connection, this.#name);
    }
    display.print(`${outcome}, but not in ${this.#name}`);
    this.giveUp();
    this.#leave();
  }

  /** Keeps an own message that the server may have delivered. */
  doubt(text: string): void {
    this.#catchUp.doubt(text);
  }

  /** Tells the user about messages that others may not have got, if there is no way to find out. */
  giveUp(): void {
    this.#catchUp.giveUp();
  }

  #leave(): void {
    this.#name = undefined;
    this.#catchUp.leave();
  }

  /** Shows earlier messages, for what the user has typed after `/history`. */
  history(typed: string): void {
    const request = pastRequest(typed, this.#view.earliest, new Date());
    if ("problem" in request) return this.#parts.display.print(request.problem);
    this.#ask({ action: "history", body: request.body }, ({ body }, past) => {
      const { before, after } = countsIn(body);
      const end = pageEnd(after, past.at(-1)?.stamp?.id);
      const isShown = this.#view.show(past, (count) => pageTitle(count, before), { end });
      if (!isShown) this.#parts.display.print("There are no such messages");
    });
  }

  /** Shows the last messages with some words. */
  search(words: string): void {
    this.#ask({ action: "search", body: words }, ({ body }, past) => {
      const older = countsIn(body).before;
      const title = (count: number) => foundTitle(words, count, older);
      const isShown = this.#view.show(past, title, { end: "end of the search", isSelection: true });
      if (!isShown) this.#parts.display.print(`There is no message with "${words}"`);
    });
  }

  #ask(request: Request, onDone: OnAnswer): void {
    const { display, post } = this.#parts;
    post(request, onDone, (answer) => {
      // An older server.
      const isUnknown = String(answer.body).startsWith(`Unknown action "${request.action}"`);
      if (isUnknown) {
        display.print(`The server does not know /${request.action}: it is an older one`);
      } else display.show(answer);
    });
  }
}
