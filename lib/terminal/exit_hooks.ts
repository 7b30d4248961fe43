/** The signals that end a program, with the exit codes that stand for them. */
const ENDINGS = { SIGHUP: 129, SIGINT: 130, SIGQUIT: 131, SIGTERM: 143 } as const;

/** Calls `handle` at each `signal`, where the system has it, until the result is called. */
export function onSignal(signal: Deno.Signal, handle: () => void): () => void {
  try {
    Deno.addSignalListener(signal, handle);
  } catch {
    return () => {}; // Windows has but a few of them.
  }
  return () => Deno.removeSignalListener(signal, handle);
}

/**
 * Calls `restore` before the program ends in any way that nobody planned: by a signal, an error
 * that nobody caught, or `Deno.exit`. Holds until the result is called.
 */
export function beforeExit(restore: () => void): () => void {
  const events = ["error", "unhandledrejection", "unload"] as const;
  for (const event of events) globalThis.addEventListener(event, restore);
  const undo = Object.entries(ENDINGS).map(([signal, exitCode]) =>
    onSignal(signal as keyof typeof ENDINGS, () => {
      restore();
      Deno.exit(exitCode);
    })
  );
  return () => {
    for (const event of events) globalThis.removeEventListener(event, restore);
    for (const each of undo) each();
  };
}
