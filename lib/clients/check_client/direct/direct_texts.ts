import { CaseFailure } from "../../check/case_failure.ts";
import { type ClientStage, NAME } from "../client_stage.ts";
import type { Peer } from "../peer.ts";

/** Where the rules are. */
export const LINK = "docs/protocols/direct.md#the-client";

/** What the assignment says, in the words of these cases. */
export const ASSIGNMENT = {
  texts: "The client has a strict text interface: these lines, and nothing else.",
  login: "After a failed login, the user types another name; the client is not restarted.",
  stream: "TCP may split and join lines anywhere, and messages can have any length.",
  order: "SEND-OK and DELIVERY may come in either order.",
  silent: "The assignment does not say this.",
} as const;

/** The lines that the client prints. */
export const TEXTS = {
  welcome: "Welcome to Chat Client. Enter your login:",
  loggedIn: (name: string) => `Successfully logged in as ${name}!`,
  inUse: (name: string) => `Cannot log in as ${name}. That username is already in use.`,
  disallowed: (name: string) =>
    `Cannot log in as ${name}. That username contains disallowed characters.`,
  full: "Cannot log in. The server is full!",
  sent: "The message was sent successfully",
  noUser: "The destination user does not exist",
  from: (name: string, text: string) => `From ${name}: ${text}`,
  online: (count: number) => `There are ${count} online users:`,
  badHeader: "Error: Unknown issue in previous message header.",
  badBody: "Error: Unknown issue in previous message body.",
} as const;

/** Returns the bytes of lines. */
export function linesOf(...texts: string[]): Uint8Array {
  return new TextEncoder().encode(texts.map((text) => `${text}\n`).join(""));
}

/**
 * Starts the client, and waits until it asks for the name. Some clients connect only when they have
 * the name.
 */
export async function started(stage: ClientStage): Promise<void> {
  stage.start();
  const hasPrinted = () => stage.screen.rows.length > 0;
  await stage.program.waitUntil(hasPrinted, stage.timeoutMs + 2 * stage.habits.startMs);
}

/** Types a name, and waits for the login with it; returns its connection. */
export async function asksFor(stage: ClientStage, name: string): Promise<Peer> {
  await stage.type(`${name}\n`);
  return await stage.hearsLine(`HELLO-FROM ${name}`);
}

/** Logs the client in. */
export async function loggedIn(stage: ClientStage): Promise<Peer> {
  await started(stage);
  const peer = await asksFor(stage, NAME);
  await peer.send(linesOf(`HELLO ${NAME}`));
  await stage.shows(TEXTS.loggedIn(NAME));
  return peer;
}

/** Types a line, and waits for the request that it leads to. */
export async function requests(
  stage: ClientStage,
  peer: Peer,
  typed: string,
  request: string,
): Promise<void> {
  await stage.type(`${typed}\n`);
  await peer.hearsLine(request);
}

/** Checks that the rows of the screen are exactly these. */
export async function showsOnly(stage: ClientStage, rows: readonly string[]): Promise<void> {
  stage.expected.push(...rows.map((row) => `screen ← "${row}"`), "screen ← nothing else");
  const isComplete = () => stage.screen.rows.length >= rows.length;
  await stage.program.waitUntil(isComplete, stage.timeoutMs);
  await stage.program.waitUntil(() => stage.screen.rows.length > rows.length, stage.quietMs);
  const shown = [...stage.screen.rows, ...[stage.screen.current].filter((row) => row !== "")];
  const wrong = shown.find((row, index) => row !== rows[index]);
  if (wrong !== undefined) throw new CaseFailure(`The client prints "${wrong}" as well.`);
  if (shown.length < rows.length) {
    throw new CaseFailure(`The client does not print "${rows[shown.length]}".`);
  }
}
