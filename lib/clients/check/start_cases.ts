import { CaseFailure, CaseSkipped } from "./case_failure.ts";
import { type CheckedServer, freePort, MAX_START_MS, NobodyAnswers } from "./checked_server.ts";
import type { ServerCase } from "./server_case.ts";
import { ServerGone, type Stage } from "./stage.ts";

/**
 * Returns the cases that start and stop the server.
 *
 * @param assignment What the assignment says about the start.
 */
export function startCases(
  server: CheckedServer,
  { assignment, link }: { readonly assignment: string; readonly link: string },
): readonly ServerCase<Stage>[] {
  return [
    {
      name: "start",
      level: "must",
      rule: "The server starts and accepts connections at the port that it was told",
      assignment,
      link,
      async run(t) {
        t.expected.push(`connections within ${MAX_START_MS / 1000} s`);
        await restartAt(server, server.takesPort ? freePort() : server.address.port);
      },
    },
    {
      name: "stop-frees-port",
      level: "should",
      rule: "The server ends when it is asked to (SIGTERM), and its port is free again",
      assignment: "Says nothing of how the server ends.",
      link,
      async run(t) {
        const { host, port } = server.address;
        t.expected.push("the end of the process, and no more connections");
        if (!await server.stop()) throw new CaseFailure("The server ignored SIGTERM.");
        try {
          await t.connect("late");
        } catch (error) {
          if (error instanceof ServerGone) return;
          throw error;
        }
        throw new CaseFailure(
          `Something still accepts connections at ${host}:${port}: did the server leave a process?`,
        );
      },
    },
    {
      name: "restart-on-same-port",
      level: "should",
      rule: "The server can start again at once on its port, although clients were connected",
      assignment: "Says that one can use another port; SO_REUSEADDR makes that unnecessary.",
      link,
      async run(t) {
        if (!server.takesPort) {
          throw new CaseSkipped("The command of --start has no {port}.");
        }
        const port = freePort();
        await restartAt(server, port);
        // The server closes its side first, which keeps the port busy for a minute.
        await server.killWithClients();
        t.expected.push(`connections at port ${port} again`);
        await restartAt(server, port);
      },
    },
  ];
}

async function restartAt(server: CheckedServer, port: number): Promise<void> {
  await server.kill();
  try {
    await server.start(port);
  } catch (error) {
    if (!(error instanceof NobodyAnswers)) throw error;
    throw new CaseFailure(error.message);
  }
}
