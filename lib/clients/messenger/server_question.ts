import type { Console } from "../../terminal/console.ts";
import { DEFAULT_SERVER, type ServerAddress } from "../shared/connect.ts";
import type { Answers } from "../shared/last_answers.ts";
import type { Trust } from "../shared/trust.ts";
import type { Questions } from "../shared/questions.ts";
import { type Offer, ServerSearch } from "../shared/server_search.ts";
import { chooseServer } from "./choose_server.ts";

/** How to find out which server to connect to. */
export interface ServerQuestionOptions {
  readonly host: string | undefined;
  readonly port: number | undefined;
  /** Whether to offer servers, instead of asking for an address and a port. */
  readonly offersServers: boolean;
  /** Whether the local network may be asked for servers. */
  readonly asksNetwork: boolean;
  /** The servers that the user trusts over TLS, whatever is announced. */
  readonly trust?: Trust | undefined;
}

/** The question for the server, as far as the command line has not answered it. */
export class ServerQuestion {
  readonly #terminal: Console;
  readonly #questions: Questions;
  readonly #options: ServerQuestionOptions;
  readonly #search: ServerSearch | undefined;

  /** Starts to look for servers if the user is to be offered some. */
  constructor(
    terminal: Console,
    questions: Questions,
    options: ServerQuestionOptions,
    last: Answers,
  ) {
    this.#terminal = terminal;
    this.#questions = questions;
    this.#options = options;
    const { host, asksNetwork } = options;
    if (host === undefined && options.offersServers) {
      this.#search = new ServerSearch({ last: serverIn(last), port: this.#port, asksNetwork });
    }
  }

  /** Whether the user can choose another server if one cannot be reached. */
  get canBeRepeated(): boolean {
    return this.#search !== undefined;
  }

  /**
   * Returns the server, and asks the user for what is missing.
   *
   * @throws {InputEnded}
   */
  async answer(): Promise<ServerAddress> {
    if (this.#search !== undefined) {
      const { trust } = this.#options;
      const found = await this.#search.offers();
      const offers = trust === undefined ? found : found.map((offer) => trusting(trust, offer));
      return await chooseServer(this.#terminal, this.#questions, offers, this.#port);
    }
    const { host, port, offersServers } = this.#options;
    if (offersServers && host !== undefined) return { host, port: this.#port };
    const questions = this.#questions;
    return {
      host: host ?? await questions.answer("Server address", DEFAULT_SERVER.host),
      port: port ?? await questions.port("Server port", DEFAULT_SERVER.port),
    };
  }

  get #port(): number {
    return this.#options.port ?? DEFAULT_SERVER.port;
  }
}

function serverIn({ host, port, fingerprint }: Answers): ServerAddress | undefined {
  if (host === undefined || port === undefined) return undefined;
  return fingerprint === undefined
    ? { host, port }
    : { host, port, trust: { ca: undefined, fingerprint } };
}

/** Returns an offer of a server that has to prove its identity as the user demands. */
function trusting(trust: Trust, { server, text }: Offer): Offer {
  return { server: { ...server, trust }, text };
}
