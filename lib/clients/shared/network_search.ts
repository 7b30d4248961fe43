/**
 * Searching the local network for servers without disturbing the terminal. In a checkout, the search
 * is a process of its own: Deno draws the progress of loading a package over the user's line.
 *
 * @module
 */
import type { FoundService } from "../../discovery/discover.ts";

/** How long the search lasts if nobody asks for its result, in seconds. */
export const MAX_SEARCH_SECONDS = 60;

/**
 * How long a search lasts at least, in milliseconds: a server that has just told the whole network of
 * itself answers only a second later.
 */
export const MIN_SEARCH_MS = 1300;

/** Reports whether this process can search without disturbing the terminal. */
export function canSearch(): boolean {
  if (Deno.build.standalone) return true;
  const { state } = Deno.permissions.querySync({ name: "run", command: Deno.execPath() });
  return state === "granted";
}

/**
 * Searches until `signal` aborts, and returns what was found.
 *
 * @throws {Error} if the search fails. It needs a package, which may be missing without the internet.
 */
export async function searchNetwork(signal: AbortSignal): Promise<FoundService[]> {
  if (!Deno.build.standalone) return await searchInProcess(signal);
  const { discover } = await import("../../discovery/discover.ts");
  return await discover({ seconds: MAX_SEARCH_SECONDS, signal });
}

async function searchInProcess(signal: AbortSignal): Promise<FoundService[]> {
  const main = import.meta.resolve("./network_search_main.ts");
  const permissions = ["--no-prompt", "--allow-net", "--allow-sys=networkInterfaces"];
  await using process = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", ...permissions, main],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  // The process ends at the end of its input, also when this one is killed.
  const end = () => void process.stdin.close().catch(() => {});
  if (signal.aborted) end();
  else signal.addEventListener("abort", end, { once: true });
  return JSON.parse(await new Response(process.stdout).text());
}
