import { connect } from "../../clients/shared/connect.ts";
import type { BridgeOptions } from "../../clients/wire/bridge.ts";
import { readRecording, Recorder } from "../../clients/wire/recording.ts";
import { Replay } from "../../clients/wire/replay.ts";
import type { Split } from "../../clients/wire/split_points.ts";
import { Wire } from "../../clients/wire/wire.ts";
import { WireView } from "../../clients/wire/wire_view.ts";
import { EXIT } from "../../errors/exit.ts";
import { UsageError } from "../../errors/expected_error.ts";
import { withLocalNames } from "../../product/names.ts";
import { formatAddress } from "../../transport/address.ts";
import { type Listening, listenOn } from "../../transport/listen.ts";
import { MAX_PORT, parsePort } from "../../transport/port.ts";
import { TcpSource } from "../../transport/tcp_source.ts";
import { stopOnSignal } from "../shared/listen.ts";
import type { ClientArguments } from "./arguments.ts";
import { readTrust } from "./trust.ts";
import { MAX_WIRE_MS } from "./wire_flags.ts";

/** The address to listen on if the command line has only a port: others do not belong in here. */
const DEFAULT_ADDRESS = "127.0.0.1";

/** The number of different seeds. */
const SEEDS = 2 ** 32;

/**
 * Runs `wire` until a signal stops it, or until a recording is replayed; returns the exit code.
 *
 * @throws {UsageError} if the command line does not make sense.
 */
export async function runWire(args: ClientArguments, words: readonly string[]): Promise<number> {
  const { dialect, ...options } = readOptions(args);
  const isReplay = args.get("replay") !== undefined;
  if (isReplay && args.get("record") !== undefined) {
    throw new UsageError("Cannot use --record with --replay: the recording is already there");
  }
  return isReplay
    ? await replay(args, words, { dialect, ...options })
    : await runProxy(args, words, { dialect, ...options });
}

async function runProxy(
  args: ClientArguments,
  [listen, host, port, ...extra]: readonly string[],
  options: Omit<BridgeOptions, "recorder">,
): Promise<number> {
  if (listen === undefined || host === undefined || port === undefined || extra.length > 0) {
    throw new UsageError("Expected exactly an own port, and the host and port of a server", {
      hint: `Write: ${withLocalNames("client.ts wire LISTEN HOST PORT")}`,
    });
  }
  const server = { host, port: parsePort(port), trust: await readTrust(args) };
  const listening = listenAt(listen);
  const to = formatAddress({ hostname: host, port: server.port });
  const file = args.get("record");
  const recorder = file === undefined
    ? undefined
    : new Recorder(file, { server: to, dialect: options.dialect ?? "auto" });
  const wire = new Wire({ ...options, recorder, listening, server });
  options.view.note(`Wire is on: ${addressOf(listening)} -> ${to}${seedNote(options)}`);
  stopOnSignal(() => Promise.resolve(wire.stop()));
  await wire.run();
  recorder?.close();
  return EXIT.done;
}

async function replay(
  args: ClientArguments,
  words: readonly string[],
  options: Omit<BridgeOptions, "recorder">,
): Promise<number> {
  const events = readRecording(args.get("replay")!);
  const [first, port, extra] = words;
  if (first === undefined || extra !== undefined) {
    throw new UsageError("Expected the host and port of a server, or a port for clients", {
      hint: `Write: ${withLocalNames("client.ts wire HOST PORT --replay FILE")}`,
    });
  }
  if (port !== undefined) {
    const server = { host: first, port: parsePort(port), trust: await readTrust(args) };
    const open = () => connect(server);
    return await new Replay({ ...options, plays: "client", open }).run(events);
  }
  const listening = listenAt(first);
  const source = new TcpSource(listening.listeners[0]!);
  options.view.note(`Wire is on: clients connect to ${addressOf(listening)}`);
  try {
    return await new Replay({ ...options, plays: "server", open: () => source.accept() })
      .run(events);
  } finally {
    source.close();
  }
}

/** Returns the options that a proxy and a replay share. */
function readOptions(args: ClientArguments): Omit<BridgeOptions, "recorder"> {
  const dialect = args.get("dialect");
  return {
    view: new WireView(Deno.stdout),
    dialect: dialect === "auto" ? undefined : dialect,
    disturbance: {
      split: parseSplit(args.get("split")),
      joinMs: parseJoin(args.get("join")),
      delayMs: args.get("delay"),
      dropAfter: args.get("drop-after") ?? Infinity,
      seed: args.get("seed") ?? Math.floor(Math.random() * SEEDS),
    },
  };
}

function parseSplit(text: string | undefined): Split | undefined {
  if (text === undefined || text === "random") return text;
  const length = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (length > 0) return length;
  throw new UsageError(
    `Cannot use "${text}" for --split: expected a number of bytes from 1, or random`,
  );
}

function parseJoin(text: string | undefined): number {
  if (text === undefined) return 0;
  const ms = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (ms <= MAX_WIRE_MS) return ms;
  throw new UsageError(
    `Cannot use "${text}" for --join with wire: expected milliseconds from 0 to ${MAX_WIRE_MS}`,
  );
}

/** Listens on `PORT`, `ADDRESS:PORT` or `[ADDRESS]:PORT`; port 0 is any free one. */
function listenAt(text: string): Listening {
  const [, bracketed, plain, port] = /^(?:(?:\[(.*)\]|([^:]*)):)?(\d+)$/.exec(text) ?? [];
  if (port === undefined || Number(port) > MAX_PORT) {
    throw new UsageError(`Cannot listen on "${text}": expected a port, or an address and a port`, {
      hint: "Write 5000 or 192.168.1.20:5000, for example.",
    });
  }
  return listenOn(bracketed ?? (plain || DEFAULT_ADDRESS), Number(port));
}

function addressOf({ hostnames, port }: Listening): string {
  return formatAddress({ hostname: hostnames[0]!, port });
}

/** Names the seed that repeats a random split. */
function seedNote({ disturbance: { split, seed } }: Pick<BridgeOptions, "disturbance">): string {
  return split === "random" ? ` (--seed ${seed})` : "";
}
