import type { Size } from "./pty.ts";

/** Returns a shell script that runs `command`, and reports facts about its terminal. */
function wrapperScript(command: readonly string[], size: Size): string {
  const program = ["sh", "-c", `${report("pid", "$$")}; exec "$@"`, "sh", ...command];
  return [
    "export TERM=xterm-256color",
    `stty rows ${size.rows} cols ${size.columns}`,
    report("tty", "$(tty)"),
    report("before", "$(stty -g)"),
    program.map(quoted).join(" "),
    "code=$?",
    report("after", "$(stty -g)"),
    "exit $code",
  ].join("\n");
}

function report(name: string, value: string): string {
  return `printf '\\033]7777;${name}=%s\\007' "${value}"`;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/**
 * Starts `command` on a new terminal, which the `script` of util-linux or macOS provides. The shell
 * around the program reports facts about the terminal in an escape sequence.
 */
export function startOnPty(command: readonly string[], size: Size): Deno.ChildProcess {
  const shellScript = wrapperScript(command, size);
  const args = Deno.build.os === "darwin"
    ? ["-q", "/dev/null", "sh", "-c", shellScript]
    : ["-qefc", `exec sh -c ${quoted(shellScript)}`, "/dev/null"];
  return new Deno.Command("script", { args, stdin: "piped", stdout: "piped", stderr: "null" })
    .spawn();
}
