/**
 * The process of `network_search.ts`: searches until the end of its input, and prints what it has
 * found as JSON.
 *
 * @module
 */
import { setTimeout as sleep } from "node:timers/promises";
import { discover } from "../../discovery/discover.ts";
import { MAX_SEARCH_SECONDS } from "./network_search.ts";

/** How long the search lasts at least, in milliseconds: on a busy machine, this process starts late. */
const MIN_SEARCH_MS = 500;

const end = new AbortController();
const inputEnd = new Response(Deno.stdin.readable).bytes();
Promise.allSettled([inputEnd, sleep(MIN_SEARCH_MS)]).then(() => end.abort());
console.log(JSON.stringify(await discover({ seconds: MAX_SEARCH_SECONDS, signal: end.signal })));
Deno.exit();
