import assert from "node:assert/strict";
import { type Host } from "../support/namespaces.ts";
import type { PipedProcess } from "../support/piped_process.ts";

/** The room of the tests. */
export const GROUP = "239.7.7.7";
export const PORT = 50_007;

const RUN = [Deno.execPath(), "run", "--no-prompt"];
const PERMISSIONS = ["--allow-net", "--allow-sys=networkInterfaces"];

/** Starts a chat and waits until it has joined the room. */
export async function chat(
  host: Host,
  name: string,
  { group = GROUP, port = PORT, via = "", ttl = 1, rejoinIntervalMs }: {
    group?: string;
    port?: number;
    via?: string;
    ttl?: number;
    rejoinIntervalMs?: number;
  } = {},
): Promise<PipedProcess> {
  const process = host.spawn(
    ...RUN,
    ...PERMISSIONS,
    `${import.meta.dirname}/fixture_room.ts`,
    ...[group, String(port), name, via, String(ttl)],
    ...(rejoinIntervalMs === undefined ? [] : [String(rejoinIntervalMs)]),
  );
  await process.output.waitFor(/^(joined via|error:) .*\n/m);
  return process;
}

/** Starts a program that joins and leaves the room a hundred times and prints its leaks. */
export function joinAndLeave(host: Host): PipedProcess {
  const fixture = `${import.meta.dirname}/fixture_join_and_leave.ts`;
  // Counting sockets needs all permissions.
  return host.spawn(...RUN, "--allow-all", fixture, GROUP, String(PORT));
}

/** Returns the interface that a program chooses for the room. */
export async function chosenInterface(host: Host): Promise<string> {
  const fixture = `${import.meta.dirname}/fixture_choose_interface.ts`;
  await using process = host.spawn(...RUN, ...PERMISSIONS, fixture, GROUP);
  assert.equal(await process.exitCode, 0, process.errors.text);
  return process.output.text.trimEnd();
}

/** Starts a member that does not use Parley. */
export async function plainProgram(host: Host, ...interfaces: string[]): Promise<PipedProcess> {
  const process = host.spawn(
    "python3",
    `${import.meta.dirname}/fixture_plain.py`,
    ...[GROUP, String(PORT), ...interfaces],
  );
  await process.output.waitFor(/^ready\n/);
  return process;
}

/** Starts a program that prints the reports of memberships that arrive on an interface of the host. */
export async function igmpListener(host: Host, name: string): Promise<PipedProcess> {
  const process = host.spawn("python3", `${import.meta.dirname}/fixture_igmp.py`, name);
  await process.output.waitFor(/^ready\n/);
  return process;
}

/** Returns the lines that a chat has printed so far, without the source addresses of messages. */
export function lines({ output }: PipedProcess): string[] {
  return output.text.split("\n").slice(0, -1).map((line) => line.replace(/ from [\d.]+$/, ""));
}

/** Asserts that two chats receive each other's messages. */
export async function assertConnected(one: PipedProcess, other: PipedProcess): Promise<void> {
  await other.type("hello\n");
  await one.output.waitFor(/"hello"/);
  await one.type("hi\n");
  await other.output.waitFor(/"hi"/);
}
