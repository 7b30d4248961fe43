import type { Arguments } from "../../lib/command_line/arguments.ts";
import type { Command } from "../../lib/command_line/command.ts";
import { integer } from "../../lib/command_line/flag.ts";
import { runProgram } from "../../lib/command_line/program.ts";
import { EXIT } from "../../lib/errors/exit.ts";
import { ExpectedError } from "../../lib/errors/expected_error.ts";
import { ServerProcess } from "../support/server_process.ts";
import { LiveChannel } from "../live/live_channel.ts";
import { findGrowth, report, type Sample } from "./samples.ts";
import { usageOf } from "./usage.ts";
import { keepVisiting } from "./visits.ts";

const COMMAND = {
  name: "soak",
  usage: ["tests/soak/main.ts [FLAGS]"],
  summary: "Keeps a real server under load and checks that its memory does not grow (Linux only).",
  flags: {
    minutes: integer({
      value: "N",
      help: "Run for N minutes",
      ...{ min: 1, max: 10_000, default: 20 },
    }),
  },
  examples: ["tests/soak/main.ts --minutes 3"],
} satisfies Command;

const SAMPLE_INTERVAL_MS = 2000;

async function main(args: Arguments<typeof COMMAND.flags>): Promise<number> {
  const minutes = args.get("minutes");
  if (Deno.build.os !== "linux") {
    throw new ExpectedError("Cannot soak a server: only Linux reports the memory of a process");
  }
  await using server = await ServerProcess.start("--quiet");
  await using channel = await LiveChannel.open({ port: server.port, channel: "soak", pauseMs: 2 });
  const samples: Sample[] = [];
  const deadline = performance.now() + minutes * 60_000;
  const isOver = () => performance.now() > deadline || channel.problem !== undefined;
  const visiting = keepVisiting(server.port, isOver);
  while (!isOver()) {
    const interval = new Promise((resolve) => setTimeout(resolve, SAMPLE_INTERVAL_MS));
    await Promise.race([interval, visiting]);
    samples.push({ ...usageOf(server.pid), latency: channel.takeMaxLatencyMs() });
  }
  const visits = await visiting;
  await channel.settle();
  const { sent, received } = channel.counts;
  console.log(report(samples));
  console.log(`${visits} visits, ${sent} messages sent, ${received} received, none lost`);
  const growth = findGrowth(samples);
  if (server.log.text !== "") throw new ExpectedError(`The server logged: ${server.log.text}`);
  if (growth.length > 0) throw new ExpectedError(`Growing under load: ${growth.join(", ")}`);
  return EXIT.done;
}

await runProgram(COMMAND, Deno.args, main);
