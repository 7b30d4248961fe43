// Downloads the package, because the namespaces of the tests have no internet.
import "dns-packet";
import type { Host } from "../support/namespaces.ts";
import type { PipedProcess } from "../support/piped_process.ts";

const PERMISSIONS = ["--allow-net", "--allow-sys=networkInterfaces"];
const RUN = [Deno.execPath(), "run", "--no-prompt", ...PERMISSIONS];

/** Starts a chat server on port 55555. */
export async function server(host: Host, ...flags: string[]): Promise<PipedProcess> {
  const process = host.spawn(...RUN, "server.ts", "55555", ...flags);
  await process.output.waitFor(/^Server is on: .*\n/);
  return process;
}

/** Starts a chat server on port 55555 that may open only so many files. */
export async function serverWithFiles(
  host: Host,
  maxFiles: number,
  ...flags: string[]
): Promise<PipedProcess> {
  const shell = ["sh", "-c", `ulimit -n ${maxFiles}; exec "$0" "$@"`];
  const process = host.spawn(...shell, ...RUN, "server.ts", "55555", ...flags);
  await process.output.waitFor(/^Server is on: .*\n/);
  return process;
}

/** Starts a room directory on port 50000. */
export async function directory(host: Host, ...flags: string[]): Promise<PipedProcess> {
  const process = host.spawn(...RUN, "crds.ts", ...flags);
  await process.output.waitFor(/^Chat Room Directory Server listening .*\n/);
  return process;
}

/** Starts the terminal client. */
export function client(host: Host, ...words: string[]): PipedProcess {
  return host.spawn(...RUN, "client.ts", ...words);
}

/** Returns the name under which a server is announced, once it says so. */
export async function announcedName({ errors }: PipedProcess): Promise<string> {
  const [, name] = await errors.waitFor(/^Announced on the local network as "(.*)"\n/m);
  return name!;
}

/** Runs `client.ts find`, and returns its exit code and output. */
export async function find(host: Host, ...flags: string[]) {
  await using process = client(host, "find", ...flags);
  const code = await process.exitCode;
  return { code, output: process.output.text, errors: process.errors.text };
}

/** How long the searches last, in seconds: on a busy machine, one may end before a server answers. */
const SEARCHES = [2, 4, 8, 16];

/** Runs `client.ts find` until it has found so many servers; returns the result of the last search. */
export async function findServers(host: Host, count: number, ...flags: string[]) {
  const linesEach = flags.includes("--json") ? 1 : 2;
  let result = { code: 1, output: "", errors: "" };
  for (const seconds of SEARCHES) {
    result = await find(host, "--seconds", `${seconds}`, ...flags);
    if (result.output.split("\n").length > count * linesEach) break;
  }
  return result;
}

/** Returns the names that `client.ts find` lists, once there are so many. */
export async function foundNames(host: Host, count: number): Promise<string[]> {
  const { output } = await findServers(host, count, "--json");
  return output.split("\n").slice(0, -1).map((line) => JSON.parse(line).name);
}

/** Starts a program that prints all packets, and sends those that the test types. */
export async function plainProgram(host: Host, address: string): Promise<PipedProcess> {
  const process = host.spawn("python3", `${import.meta.dirname}/fixture_plain.py`, address);
  await process.output.waitFor(/^ready\n/);
  return process;
}

/** Returns the packets that a plain program has received so far. */
export function heard({ output }: PipedProcess) {
  return output.text.split("\n").slice(1, -1).map((line) => {
    const [address, port, ttl, bytes] = line.split(" ");
    return { address, port: Number(port), ttl: Number(ttl), bytes: bytes! };
  });
}
