import assert from "node:assert/strict";
import { type Host } from "../support/namespaces.ts";
import type { PipedProcess } from "../support/piped_process.ts";

/** The room of the tests. */
export const GROUP = "239.7.7.7";
export const PORT = 50_007;

const RUN = [Deno.execPath(), "run", "--no-prompt"];
const PERMISSIONS = ["--allow-net", "--allow-sys=networkInterfaces"];

/** A chat in a room, that is in it. */
export async function chat(
  host: Host,
  name: string,
  { group = GROUP, port = PORT, via = "", ttl }: {
    group?: string;
    port?: number;
    via?: string;
    ttl?: number;
  } = {},
): Promise<PipedProcess> {
  const process = host.spawn(
    ...RUN,
    ...PERMISSIONS,
    `${import.meta.dirname}/fixture_room.ts`,
    ...[group, String(port), name, via, ...(ttl === undefined ? [] : [String(ttl)])],
  );
  await process.output.waitFor(/^(in by|error:) .*\n/m);
  return process;
}

/** Goes in and out of the room a hundred times; returns what leaked. */
export function inAndOut(host: Host): PipedProcess {
  const fixture = `${import.meta.dirname}/fixture_in_and_out.ts`;
  // To count sockets needs all permissions.
  return host.spawn(...RUN, "--allow-all", fixture, GROUP, String(PORT));
}

/** What a program says that it chooses as its interface. */
export async function chosenInterface(host: Host): Promise<string> {
  const fixture = `${import.meta.dirname}/fixture_choice.ts`;
  await using process = host.spawn(...RUN, ...PERMISSIONS, fixture, GROUP);
  assert.equal(await process.exitCode, 0, process.errors.text);
  return process.output.text.trimEnd();
}

/** A program of somebody else that is in the room. */
export async function plainProgram(host: Host, ...interfaces: string[]): Promise<PipedProcess> {
  const process = host.spawn(
    "python3",
    `${import.meta.dirname}/fixture_plain.py`,
    ...[GROUP, String(PORT), ...interfaces],
  );
  await process.output.waitFor(/^ready\n/);
  return process;
}

/** The lines that a chat has printed so far, without where messages came from. */
export function lines({ output }: PipedProcess): string[] {
  return output.text.split("\n").slice(0, -1).map((line) => line.replace(/ from [\d.]+$/, ""));
}
