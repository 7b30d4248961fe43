/**
 * Finds out whether a chat server can be reached, and how.
 *
 * @module
 */
import { lookup } from "node:dns/promises";
import { systemReason } from "../../errors/system_reason.ts";
import { formatAddress } from "../../transport/address.ts";
import { certificateFinding } from "./certificate_finding.ts";
import type { Finding } from "./finding.ts";
import { checkLogin } from "./login_check.ts";
import { type Attempt, open, secure, STEP_TIMEOUT_MS, tryAddress } from "./server_connection.ts";
import { LOCAL_NETWORK, type Machine, mayLackLocalNetwork } from "./signs.ts";

/** Checks a chat server: its addresses, a connection to each, TLS and a login. */
export async function* checkServer(
  { host, port }: { host: string; port: number },
  machine: Pick<Machine, "os">,
): AsyncGenerator<Finding> {
  const addresses = await addressesOf(host);
  if (addresses.length === 0) {
    const text = `No host has the name "${host}"`;
    const advice = "Check the spelling, or use the address that the server printed at its start";
    return yield { check: "address", result: "failed", text, advice };
  }
  if (addresses[0] !== host) {
    const text = `"${host}" has the ${list("address", addresses)}`;
    yield { check: "address", result: "ok", text };
  }
  const attempts = await Promise.all(addresses.map((address) => tryAddress(address, port)));
  yield connectionFinding(attempts, port, machine);
  const reachable = attempts.find(({ error }) => error === undefined);
  if (!reachable) return;
  const secured = await secure(await open(reachable.address, port), host);
  if (secured) yield certificateFinding(secured.certificate, Date.now());
  else yield NO_TLS;
  yield await checkLogin(secured?.socket ?? await open(reachable.address, port));
}

const NO_TLS: Finding = {
  ...{ check: "tls", result: "note", text: "TLS is off: everybody on the way can read along" },
  advice: "Start the server with --tls-self-signed to encrypt connections",
};

/** Returns the addresses of a host, in the order in which they are tried; none if it is unknown. */
async function addressesOf(host: string): Promise<string[]> {
  try {
    const found = await lookup(host, { all: true });
    return [...new Set(found.map(({ address }) => address))];
  } catch {
    return [];
  }
}

/** Returns what follows from the attempts to connect to the addresses of a server. */
export function connectionFinding(
  attempts: readonly Attempt[],
  port: number,
  machine: Pick<Machine, "os">,
): Finding {
  const check = "connection";
  const failed = attempts.filter(({ error }) => error !== undefined);
  const accepting = attempts.filter(({ error }) => error === undefined);
  const places = accepting.map(({ address }) => formatAddress({ hostname: address, port }));
  const reasons = failed.map(({ address, error }) =>
    `${formatAddress({ hostname: address, port })}: ${reasonOf(error)}`
  );
  const [first] = failed;
  if (accepting.length === 0) {
    const text = `Cannot connect to ${reasons.join("; ")}`;
    return { check, result: "failed", text, advice: adviceFor(first!.error, port, machine) };
  }
  const text = `${places.join(" and ")} ${places.length === 1 ? "accepts" : "accept"} connections`;
  if (!first) return { check, result: "ok", text };
  return {
    ...{ check, result: "note", text: `${text}, but not ${reasons.join("; ")}` },
    advice: "Start the server without --address, or connect to the address that works",
  };
}

function reasonOf(error: unknown): string {
  return isTimeout(error) ? `no answer within ${STEP_TIMEOUT_MS / 1000} s` : systemReason(error);
}

function adviceFor(error: unknown, port: number, machine: Pick<Machine, "os">): string {
  if (error instanceof Deno.errors.ConnectionRefused) {
    return `Start the server there on port ${port}, or use the port that it printed`;
  }
  if (mayLackLocalNetwork(machine, error)) return LOCAL_NETWORK;
  if (isTimeout(error)) {
    return `Check the address, and let the firewall of the server's machine accept TCP port ${port}`;
  }
  return "Check that both machines are on the same network";
}

function isTimeout(error: unknown): boolean {
  return error instanceof Deno.errors.TimedOut ||
    error instanceof DOMException && error.name === "TimeoutError";
}

function list(word: string, items: readonly string[]): string {
  return `${items.length === 1 ? word : `${word}es`} ${items.join(", ")}`;
}
