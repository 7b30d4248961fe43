import type { Arguments } from "../../lib/command_line/arguments.ts";
import type { Command } from "../../lib/command_line/command.ts";
import { integer } from "../../lib/command_line/flag.ts";
import { runProgram } from "../../lib/command_line/program.ts";
import { EXIT } from "../../lib/errors/exit.ts";
import { ExpectedError } from "../../lib/errors/expected_error.ts";
import { ServerProcess } from "../support/server_process.ts";
import { LiveRoom } from "../live/live_room.ts";
import { keepVisiting } from "./load.ts";
import { usageOf } from "./processes.ts";
import { report, type Sample, whatGrew } from "./samples.ts";

const COMMAND = {
  name: "soak",
  usage: ["tests/soak/main.ts [FLAGS]"],
  summary: "Keeps a real server under load, and looks whether it takes more and more (Linux).",
  flags: {
    minutes: integer({
      value: "N",
      help: "Keep it under load for N minutes",
      ...{ min: 1, max: 10_000, default: 20 },
    }),
  },
  examples: ["tests/soak/main.ts --minutes 3"],
} satisfies Command;

/** How often is looked, in milliseconds. */
const EVERY = 2000;

async function main(args: Arguments<typeof COMMAND.flags>): Promise<number> {
  const minutes = args.get("minutes");
  if (Deno.build.os !== "linux") throw new ExpectedError("Cannot soak a server: it takes Linux");
  await using server = await ServerProcess.start("--quiet");
  await using room = await LiveRoom.open({ port: server.port, room: "soak", pause: 2 });
  const samples: Sample[] = [];
  const deadline = performance.now() + minutes * 60_000;
  const isOver = () => performance.now() > deadline || room.problem !== undefined;
  const visiting = keepVisiting(server.port, isOver);
  while (!isOver()) {
    await Promise.race([new Promise((resolve) => setTimeout(resolve, EVERY)), visiting]);
    samples.push({ ...usageOf(server.pid), latency: room.takeSlowest() });
  }
  const visits = await visiting;
  await room.settle();
  const { sent, heard } = room.counts;
  console.log(report(samples));
  console.log(`${visits} visits, ${sent} messages sent, ${heard} heard, none lost`);
  const grown = whatGrew(samples);
  if (server.log.text !== "") throw new ExpectedError(`The server complains: ${server.log.text}`);
  if (grown.length > 0) throw new ExpectedError(`Not flat: ${grown.join(", ")}`);
  return EXIT.done;
}

await runProgram(COMMAND, Deno.args, main);
