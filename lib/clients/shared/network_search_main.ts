/**
 * The process of `network_search.ts`: searches until the end of its input, and prints what it has
 * found as JSON.
 *
 * @module
 */
import { setTimeout as sleep } from "node:timers/promises";
import { discover } from "../../discovery/discover.ts";
import { MAX_SEARCH_SECONDS, MIN_SEARCH_MS } from "./network_search.ts";

const end = new AbortController();
// On a busy machine, this process starts late.
const inputEnd = new Response(Deno.stdin.readable).bytes();
Promise.allSettled([inputEnd, sleep(MIN_SEARCH_MS)]).then(() => end.abort());
console.log(JSON.stringify(await discover({ seconds: MAX_SEARCH_SECONDS, signal: end.signal })));
Deno.exit();
