import { runToEnd } from "./running_process.ts";

/** The names of the program on different systems. */
const PROGRAMS = ["chromium", "chromium-browser", "google-chrome"];

/** The path of Chromium, if it is installed. */
export const CHROMIUM = await findProgram();

/** Whether there is a Chromium. Tests that need one set `ignore: !HAS_CHROMIUM`. */
export const HAS_CHROMIUM = CHROMIUM !== undefined;

async function findProgram(): Promise<string | undefined> {
  if (Deno.build.os === "windows") return undefined;
  for (const name of PROGRAMS) {
    const { code, output } = await runToEnd(["sh", "-c", `command -v ${name}`]);
    if (code === 0) return output.trim();
  }
  return undefined;
}
