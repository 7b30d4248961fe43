/**
 * The lines that a server prints when it is on: where it listens, and what to tell others.
 *
 * @module
 */
import type { Arguments } from "../../command_line/arguments.ts";
import { clientWords } from "../../product/client_words.ts";
import { localCommand } from "../../product/names.ts";
import { hasColours, isDumb, screenSize } from "../../terminal/capabilities.ts";
import { drawQrCode } from "../../terminal/draw_qr_code.ts";
import { formatAddress, reachableAddresses } from "../../transport/address.ts";
import type { Listening } from "../../transport/listen.ts";
import type { SERVER } from "./flags.ts";
import type { ServerTls } from "./tls.ts";
import { hasWebDoor } from "./web.ts";

type ServerArguments = Arguments<typeof SERVER.flags>;

/** Prints the greeting. On a terminal, it has a QR code of the page's address if there is room. */
export function greet(
  args: ServerArguments,
  { hostnames, port }: Listening,
  tls: ServerTls | undefined,
): void {
  const [first, ...more] = hostnames.map((hostname) => formatAddress({ hostname, port }));
  const listening = [
    `Server is on: listening on ${first}`,
    ...more.map((address) => `Also listening on ${address}`),
    ...(tls ? [`TLS is on: the certificate's SHA-256 fingerprint is ${tls.fingerprint}`] : []),
  ];
  const reachable = reachableAddresses(hostnames);
  const addresses = reachable.length > 0 ? reachable : ["localhost"];
  const urls = hasWebDoor(args) ? addresses.map((host) => pageUrl(host, port, tls)) : [];
  const pages = urls.map((url, at) => `${whoJoins(addresses[at]!)} in a browser: ${url}`);
  const commands = addresses.map((host) => {
    const words = clientWords({ host, port, dialect: args.get("dialect") });
    return `${whoJoins(host)} with: ${localCommand("client")} ${words}${tls?.clientFlags ?? ""}`;
  });
  const [url] = urls.filter((_, at) => !isLoopback(addresses[at]!));
  const lines = [...listening, ...pages, ...commands];
  const qrCode = url === undefined || args.get("no-qr") ? [] : qrCodeOf(url, lines);
  for (const line of [...listening, ...pages, ...qrCode, ...commands]) console.log(line);
}

function pageUrl(hostname: string, port: number, tls: ServerTls | undefined): string {
  return `${tls ? "https" : "http"}://${formatAddress({ hostname, port })}/`;
}

/** Returns a QR code with empty lines around it; nothing if the screen cannot show it beside `lines`. */
function qrCodeOf(url: string, lines: readonly string[]): string[] {
  if (!Deno.stdout.isTerminal() || isDumb()) return [];
  const { columns, rows } = screenSize();
  const code = ["", ...drawQrCode(url, hasColours()), ""];
  const wrapped = lines.reduce((sum, line) => sum + Math.ceil(line.length / columns), 0);
  // The code's own width is twice its height, and the prompt takes a row.
  const isRoom = columns >= 2 * code.length && rows > code.length + wrapped;
  return isRoom ? code : [];
}

function whoJoins(address: string): string {
  return isLoopback(address) ? "Join" : "Others join";
}

function isLoopback(address: string): boolean {
  return /^(127\.|::1$|localhost$)/.test(address);
}
