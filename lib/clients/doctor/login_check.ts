import { PASSWORD_TEXTS } from "../../dialects/login.ts";
import { Refusal } from "../../errors/refusal.ts";
import { formatMessage, parseMessage } from "../../framing/messages.ts";
import type { Socket } from "../../transport/socket.ts";
import { readAll, writeAll } from "../shared/connect.ts";
import { within } from "../shared/timeout.ts";
import type { Finding } from "./finding.ts";
import { STEP_TIMEOUT_MS } from "./server_connection.ts";

/** The longest answer to a login that is read, in bytes. */
const MAX_ANSWER_BYTES = 4096;

const OTHER_PROGRAM = "Check the port: another program may use it. A server that speaks the " +
  "channel dialect only (--dialect channel) does not answer this check";

/** The answer of the direct dialect to everything that is no request of its own. */
const DIRECT_ANSWER = /^BAD-RQST-/;

/** Logs in to a server in the messenger dialect and leaves at once. Closes the connection. */
export async function checkLogin(socket: Socket): Promise<Finding> {
  const check = "login";
  const startedAt = performance.now();
  try {
    const line = await within(STEP_TIMEOUT_MS, answerTo(socket, loginLine()), () => new Late());
    const ms = Math.ceil(performance.now() - startedAt);
    return { check, ...verdictOn(line, ms) };
  } catch (error) {
    if (!(error instanceof Late)) throw error;
    const text = `Nobody answers a login within ${STEP_TIMEOUT_MS / 1000} s`;
    return { check, result: "failed", text, advice: OTHER_PROGRAM };
  } finally {
    socket.close();
  }
}

/** The server has not answered in time. */
class Late extends Error {}

/**
 * Returns what an answer to a login means.
 *
 * @param line The first line of the answer; empty if the server closed the connection without one.
 * @param ms How long it took, in milliseconds.
 */
export function verdictOn(line: string, ms: number): Omit<Finding, "check"> {
  if (line === "") {
    const text = "The server closes the connection at a login";
    return { result: "failed", text, advice: OTHER_PROGRAM };
  }
  if (DIRECT_ANSWER.test(line)) {
    const text = `The server answers in ${ms} ms, in the direct dialect`;
    return { result: "ok", text, advice: "Connect with the subcommand direct" };
  }
  const answer = parseMessage(line);
  if (answer instanceof Refusal) {
    const text = "The server answers a login in another protocol than the messenger dialect";
    return { result: "failed", text, advice: OTHER_PROGRAM };
  }
  const { action, body } = answer;
  if (action === "welcome") return { result: "ok", text: `The server answers a login in ${ms} ms` };
  if (body === PASSWORD_TEXTS["password-missing"]) {
    return { result: "ok", text: `The server answers in ${ms} ms, and asks for a password` };
  }
  const reason = typeof body === "string" ? body : body.join(", ");
  return { result: "failed", text: `The server refuses a login: ${reason}` };
}

function loginLine(): string {
  const source = `doctor-${crypto.randomUUID().slice(0, 8)}`;
  return formatMessage({ action: "login", source, destination: "server", body: "" });
}

/** Sends a line. Resolves to the first line of the answer, or to what came of it before the end. */
async function answerTo(socket: Socket, line: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const decoder = new TextDecoder();
  let text = "";
  const reading = readAll(socket, (bytes) => {
    text += decoder.decode(bytes, { stream: true });
    if (text.includes("\n") || text.length > MAX_ANSWER_BYTES) resolve(text.split("\n", 1)[0]!);
    return Promise.resolve();
  });
  reading.finally(() => resolve(text.trimEnd()));
  await writeAll(socket, new TextEncoder().encode(`${line}\n`));
  return await promise;
}
