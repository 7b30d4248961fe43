import type { Command } from "../../lib/command_line/command.ts";
import { CLIENT } from "../../lib/programs/client/flags.ts";
import { CRDS } from "../../lib/programs/crds/flags.ts";
import { SERVER } from "../../lib/programs/server/flags.ts";

/** All programs. */
export const PROGRAMS: readonly Command[] = [SERVER, CLIENT, CRDS];

/** Reports whether this machine has a command. */
export function has(command: string): boolean {
  try {
    new Deno.Command(command, { args: ["--version"], stdout: "null", stderr: "null" }).outputSync();
    return true;
  } catch {
    return false;
  }
}

/** Runs a command with `input` and returns its output; throws if it fails. */
export async function run(command: readonly string[], input = ""): Promise<string> {
  const [program, ...args] = command;
  const child = new Deno.Command(program!, {
    args,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  if (!success) throw new Error(`"${program}" failed: ${text}`);
  return text;
}
