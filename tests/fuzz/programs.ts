/**
 * The programs that the fuzzer attacks, each with healthy clients.
 *
 * @module
 */
import { LiveChannel } from "../live/live_channel.ts";
import { CrdsProcess } from "../support/crds_process.ts";
import type { ListeningProcess } from "../support/listening_process.ts";
import { ServerProcess } from "../support/server_process.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import type { Doors } from "./attack.ts";
import { DirectoryUser } from "./directory_user.ts";
import { type HealthyClients, membersOf } from "./healthy_clients.ts";
import { Newcomer } from "./newcomer.ts";
import { proxyHeader } from "./proxy_header.ts";
import { Scraper } from "./scraper.ts";
import { Target } from "./target.ts";

/** Flags of all programs. */
const FLAGS = ["--quiet", "--metrics", "0"];

/** Limits of the server that the attacks reach again and again. */
const LOW_LIMITS = ["--max-channels", "500", "--max-pending", "8"];

/** Attackers reach their share of the directory, but together they cannot fill it. */
const ROOM_LIMITS = ["--max-rooms", "100000", "--max-rooms-per-address", "100"];

/** Every connection comes through a proxy, which is on this machine. */
const PROXY = ["--proxy-protocol", "127.0.0.1"];

const CHAT = ["channel", "direct", "messenger"] as const;

/** Lines in the log that are no problem: about limits, proxies, and the certificate. */
const NOTICES =
  /^(Removed the empty channel|Refused another channel|Closed a connection to|Too many connections from|Cannot accept a connection from the proxy|Made the certificate) .*\n/gm;

/** The addresses of the healthy clients behind the proxy. No attacker uses them. */
const MEMBERS = proxyHeader("192.0.2.1");
const NEWCOMERS = proxyHeader("192.0.2.2");

const NOTHING = new Uint8Array(0);

/** How often a newcomer may try to log in whose address the attackers share. */
const SHARED_ADDRESS_TRIES = 20;

/** A server that everybody reaches directly. */
export async function openServer(): Promise<Target> {
  const process = await ServerProcess.start(...FLAGS, ...LOW_LIMITS);
  const doors: Doors = { protocols: CHAT, isProxied: false, hasTls: false };
  const clients = [
    membersOf(await LiveChannel.open(process)),
    new Newcomer(process.port, { header: NOTHING, tries: SHARED_ADDRESS_TRIES }),
  ];
  return await openTarget("server", process, doors, clients);
}

/** A server with a password and TLS, behind a proxy. */
export async function openGuardedServer(): Promise<Target> {
  const password = "tea for two";
  using folder = new TemporaryFolder();
  const file = folder.file("password");
  Deno.writeTextFileSync(file, `${password}\n`, { mode: 0o600 });
  const certificate = ["--tls-cert", folder.file("cert.pem"), "--tls-key", folder.file("key.pem")];
  const access = [...PROXY, "--password-file", file, "--tls-self-signed", ...certificate];
  const process = await ServerProcess.start(...FLAGS, ...LOW_LIMITS, ...access);
  const doors: Doors = { protocols: CHAT, isProxied: true, hasTls: true, password };
  const { port } = process;
  const clients = [
    membersOf(await LiveChannel.open({ port, password, header: MEMBERS })),
    new Newcomer(port, { password, header: NEWCOMERS, tries: 1 }),
  ];
  return await openTarget("guarded server", process, doors, clients);
}

/** A room directory behind a proxy. */
export async function openDirectory(): Promise<Target> {
  const process = await CrdsProcess.start(...FLAGS, ...PROXY, ...ROOM_LIMITS);
  const doors: Doors = { protocols: ["directory"], isProxied: true, hasTls: false };
  const clients = [await DirectoryUser.connect(process.port, MEMBERS)];
  return await openTarget("directory", process, doors, clients);
}

async function openTarget(
  name: string,
  process: ListeningProcess,
  doors: Doors,
  clients: readonly HealthyClients[],
): Promise<Target> {
  const scraper = await Scraper.start(process);
  const { port: metricsPort } = scraper;
  return new Target({
    ...{ name, doors, process, metricsPort },
    clients: [...clients, scraper],
    notices: NOTICES,
  });
}
