/**
 * The client that starts by default, in the messenger dialect. It asks for what it was not told,
 * then shows messages while the user types. The contract is `docs/protocols/messenger.md`.
 *
 * @module
 */
import { holdsPassword } from "../../dialects/account_texts.ts";
import { EXIT } from "../../errors/exit.ts";
import { isInteractive } from "../../terminal/capabilities.ts";
import { type Console, type ConsoleOptions, openConsole } from "../../terminal/console.ts";
import { formatAddress } from "../../transport/address.ts";
import type { BlockingOptions, ClientOptions } from "../shared/client_options.ts";
import { openBlockList } from "../shared/blocking.ts";
import type { ServerAddress } from "../shared/connect.ts";
import { ConnectionError } from "../shared/connection_error.ts";
import { HistoryFile } from "../shared/history_file.ts";
import { systemUserName } from "../shared/environment.ts";
import { LastAnswers } from "../shared/last_answers.ts";
import { InputEnded, Questions } from "../shared/questions.ts";
import { AccountBlocks } from "./account_blocks.ts";
import type { BellChoice } from "./bell.ts";
import { Comeback } from "./comeback.ts";
import { Conversation } from "./conversation.ts";
import { Display } from "./display.ts";
import { Login } from "./login.ts";
import { messengerCandidates } from "./messenger_commands.ts";
import { MessengerConnection, type MessengerHandler } from "./messenger_connection.ts";
import { ReceivedIds } from "./received_ids.ts";
import { ServerQuestion, type ServerQuestionOptions } from "./server_question.ts";
import { carryOut, converse, logIn } from "./session.ts";
import { Transcript } from "./transcript.ts";

/** The options of the client. It asks the user for a missing name, host or port. */
export interface MessengerOptions
  extends Omit<ClientOptions, "host" | "port">, BlockingOptions, ServerQuestionOptions {
  readonly name: string | undefined;
  readonly bell: BellChoice;
  /** The file to which everything that is shown is appended. */
  readonly log: string | undefined;
}

/**
 * Runs the client until its input ends or the user leaves. Returns the exit code.
 *
 * @throws {ExpectedError} when the server is unreachable, or admits nobody.
 */
export async function runMessenger(options: MessengerOptions): Promise<number> {
  let conversation: Conversation | undefined;
  const consoleOptions: ConsoleOptions = {
    prompt: "",
    times: options.times,
    wrapsWords: true,
    holdsSecret: holdsPassword,
    appliesToEachLine: (typed) => /^\/(msg\s+\S+|broadcast|announce)\s/.test(typed),
    complete: (before) => conversation ? candidates(conversation, before) : [],
  };
  const terminal = await openConsole(consoleOptions);
  const questions = new Questions(terminal);
  let display: Display | undefined;
  try {
    display = await openDisplay(terminal, options);
    const answers = options.offersServers && options.store && isInteractive()
      ? LastAnswers.ofUser()
      : new LastAnswers(undefined);
    const last = await answers.read();
    const serverQuestion = new ServerQuestion(terminal, questions, options, last);
    const name = options.name ?? await questions.answer("Username", last.name ?? systemUserName());
    const handler: MessengerHandler = {
      onEvent: (message) => accountBlocks.onEvent(message),
      ready: () => terminal.flushed(),
    };
    const received = new ReceivedIds();
    const accountBlocks = new AccountBlocks({
      connection: () => comeback?.connection ?? connection,
      blocks: () => conversation!.blocks,
      onEvent(message) {
        if (!conversation || received.repeats(message)) return;
        const { channel } = conversation;
        conversation.onEvent(message);
        // An operator has closed it.
        if (conversation.channel !== channel) terminal.setPrompt("> ");
      },
      print: (text) => terminal.print(text),
    });
    let comeback: Comeback | undefined = undefined;
    const { server, connection } = await connect(terminal, serverQuestion, options, handler);
    conversation = new Conversation({
      ...{ connection, display },
      blocks: await openBlockList(terminal, options.store, server),
      confirm: isInteractive() ? (question) => questions.confirm(question) : undefined,
      askSecret: isInteractive() ? (question) => questions.secret(question) : undefined,
      onNewPassword: (password) => {
        login.password = password;
        accountBlocks.keep();
      },
    });
    const session = { conversation, display, questions, accountBlocks };
    const token = crypto.randomUUID();
    const login = new Login(connection, options.password, token, isInteractive());
    const start = async () => {
      const admitted = await logIn(session, login, name);
      const { host, port, trust } = server;
      await answers.keep({ name: admitted, host, port, fingerprint: trust?.fingerprint });
    };
    await Promise.race([start(), connection.failed]);
    // Answers to questions stay out of the history.
    const history = options.store ? HistoryFile.ofUser() : undefined;
    terminal.setOptions({ ...consoleOptions, history });
    if (!isInteractive()) {
      await Promise.race([converse(session), connection.failed]);
      await connection.finish();
      return EXIT.done;
    }
    comeback = new Comeback(connection, {
      ...{ conversation, token, login, server },
      connect: (server) => MessengerConnection.connect(server, handler),
      setPrompt: (prompt) => terminal.setPrompt(prompt),
      carryOut: (line) => carryOut(session.conversation, line),
    });
    await Promise.race([converse({ ...session, comeback }), comeback.follow()]);
    if (comeback.unsent === undefined) await comeback.connection.finish();
    else {
      conversation.giveUp();
      if (comeback.unsent > 0) terminal.print(`Not sent: ${comeback.unsent} lines`);
      return EXIT.failed;
    }
  } catch (error) {
    if (!(error instanceof InputEnded)) throw error;
  } finally {
    display?.close();
    await terminal.close();
  }
  return EXIT.done;
}

async function openDisplay(
  terminal: Console,
  { bell, log }: Pick<MessengerOptions, "bell" | "log">,
): Promise<Display> {
  const transcript = log === undefined
    ? undefined
    : new Transcript(log, (problem) => terminal.print(problem));
  if (!isInteractive()) return new Display({ terminal, bell, transcript, isInteractive: false });
  // Loaded only for terminals: it knows the width of each character.
  const { inColumns: layOutNames } = await import("../../terminal/columns.ts");
  return new Display({ terminal, bell, transcript, isInteractive: true, layOutNames });
}

/**
 * Connects to the server that the user wants. If that fails, lets the user choose another one.
 *
 * @throws {ConnectionError} when there is no choice.
 * @throws {InputEnded}
 */
async function connect(
  terminal: Console,
  question: ServerQuestion,
  { trust, timeoutMs }: Pick<MessengerOptions, "trust" | "timeoutMs">,
  handler: MessengerHandler,
): Promise<{ server: ServerAddress; connection: MessengerConnection }> {
  for (;;) {
    const answer = await question.answer();
    // What the command line says counts for every server.
    const server = { ...answer, trust: trust ?? answer.trust, timeoutMs };
    const address = formatAddress({ hostname: server.host, port: server.port });
    const onSlow = isInteractive() ? () => terminal.print(`Connecting to ${address} …`) : undefined;
    try {
      return {
        server,
        connection: await MessengerConnection.connect({ ...server, onSlow }, handler),
      };
    } catch (error) {
      if (!(error instanceof ConnectionError && question.canBeRepeated)) throw error;
      terminal.print(error.text);
    }
  }
}

/** Returns completions. When there are none, it asks for new names, so that the next Tab has them. */
function candidates(conversation: Conversation, before: string): readonly string[] {
  const found = messengerCandidates(conversation, before);
  if (found.length === 0) {
    conversation.learnNames().catch((error) => {
      // `runMessenger` reports a failed connection.
      if (!(error instanceof ConnectionError)) throw error;
    });
  }
  return found;
}
