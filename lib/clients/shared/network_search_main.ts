/**
 * The process of `network_search.ts`: searches until the end of its input, and prints what it has
 * found as JSON.
 *
 * @module
 */
import { discover } from "../../discovery/discover.ts";
import { MAX_SEARCH_SECONDS } from "./network_search.ts";

const end = new AbortController();
new Response(Deno.stdin.readable).bytes().finally(() => end.abort());
console.log(JSON.stringify(await discover({ seconds: MAX_SEARCH_SECONDS, signal: end.signal })));
Deno.exit();
